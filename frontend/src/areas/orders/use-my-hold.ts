// Whether it is oneself for whom a listing is set aside: then its page leads to the order instead of away.
import { computed, type Ref, watch } from "vue"
import { useSession } from "@/areas/session"
import { ask } from "@/wire"
import { useOrders } from "./store"

export function useMyHold(listingId: Readonly<Ref<string>>, taken: Readonly<Ref<boolean>>) {
  const orders = useOrders()
  const session = useSession()

  /** Few wait for payment at the same time, so one page holds them all; without it there is only less comfort. */
  async function look(): Promise<void> {
    const page = await ask("order:list", { role: "buyer", state: "created", limit: 20 }).catch(() => null)
    orders.put(...(page?.items ?? []))
  }

  watch(
    [listingId, taken, () => session.account?.id],
    ([, isTaken, me]) => isTaken && me && void look(),
    { immediate: true },
  )

  return computed(() => {
    const me = session.account?.id
    const held = Object.values(orders.byId).filter(({ listing }) => listing.id === listingId.value)
    return held.find(({ state, buyer }) => state === "created" && buyer.id === me) ?? null
  })
}
