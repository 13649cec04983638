// One order, live for as long as it is on the page: its parties hear every step of it.
import { computed, onScopeDispose, type Ref, shallowRef, watch } from "vue"
import { useSession } from "@/areas/session"
import { ask, asRefusal, onResume, type Refusal } from "@/wire"
import { useOrders } from "./store"

export function useOrder(id: Ref<string>) {
  const orders = useOrders()
  const session = useSession()
  const refusal = shallowRef<Refusal | null>(null)

  async function fetch(): Promise<void> {
    const which = id.value
    refusal.value = null
    try {
      orders.put((await ask("order:get", { order_id: which })).order)
    } catch (error) {
      if (which === id.value) refusal.value = asRefusal(error)
    }
  }

  watch([id, () => session.account?.id], () => void fetch(), { immediate: true })
  onScopeDispose(onResume(() => void fetch()))

  return { order: computed(() => orders.byId[id.value] ?? null), refusal, again: fetch }
}
