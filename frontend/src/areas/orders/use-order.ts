// One order, live for as long as it is on the page: its parties hear every step of it, moderators ask to.
import { computed, onScopeDispose, type Ref, shallowRef, watch } from "vue"
import { useSession } from "@/areas/session"
import { ask, asRefusal, onResume, type Refusal } from "@/wire"
import { useOrders } from "./store"

export function useOrder(id: Ref<string>) {
  const orders = useOrders()
  const session = useSession()
  const refusal = shallowRef<Refusal | null>(null)
  let watched = ""

  async function fetch(): Promise<void> {
    const which = id.value
    const moderates = session.has("market.moderate")
    refusal.value = null
    if (moderates) watched = which
    try {
      orders.put((await ask(moderates ? "order:watch" : "order:get", { order_id: which })).order)
    } catch (error) {
      if (which === id.value) refusal.value = asRefusal(error)
    }
  }

  function leave(): void {
    if (watched) void ask("order:unwatch", { order_id: watched }).catch(() => undefined)
    watched = ""
  }

  watch(
    [id, () => session.account?.id, () => session.has("market.moderate")],
    ([next]) => {
      if (next !== watched) leave()
      void fetch()
    },
    { immediate: true },
  )
  onScopeDispose(onResume(() => void fetch()))
  onScopeDispose(leave)

  return { order: computed(() => orders.byId[id.value] ?? null), refusal, again: fetch }
}
