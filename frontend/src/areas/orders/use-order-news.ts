// Tells whoever looks elsewhere what the other party, or the clock, did to one of their orders.
import { onScopeDispose } from "vue"
import { useRoute } from "vue-router"
import { onPush, type OrderView, serverNow } from "@/wire"
import { useOrderWords } from "./words"

/** What happened longer ago is no news: it came with a view that changed in something else. */
const FRESH = 60_000

export function useOrderNews(tell: (news: string) => void): void {
  const route = useRoute()
  const words = useOrderWords()
  const told = new Map<string, number>()

  function hear(order: OrderView): void {
    const [before, last] = [told.get(order.id), order.history.at(-1)]
    told.set(order.id, order.history.length)
    if (!last || before === order.history.length || last.by === words.roleIn(order)) return
    if (serverNow() - Date.parse(last.at) > FRESH) return
    const isShown = route.name === "order" && route.params.id === order.id
    if (!isShown) tell(`${order.listing.title}: ${words.deed(last, order)}`)
  }

  onScopeDispose(onPush("order:changed", ({ order }) => hear(order)))
}
