// A list of one's orders: pages of it joined with what is placed and moves on meanwhile.
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from "vue"
import { ask, asRefusal, onPush, onResume, type Refusal } from "@/wire"
import { listed, type OrderFilter } from "./list"
import { useOrders } from "./store"

const PAGE = 20

export function useOrderList(filter: Ref<OrderFilter>) {
  const orders = useOrders()
  const ids = ref<ReadonlySet<string>>(new Set())
  const cursor = ref<string | null>(null)
  const loadedOnce = ref(false)
  const loading = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  let generation = 0

  async function load(first: boolean): Promise<void> {
    const mine = generation
    const { role, state } = filter.value
    loading.value = true
    refusal.value = null
    try {
      const more = { ...(first ? {} : { cursor: cursor.value ?? "" }), ...(state ? { state } : {}) }
      const page = await ask("order:list", { role, limit: PAGE, ...more })
      if (mine !== generation) return
      ids.value = new Set([...(first ? [] : ids.value), ...orders.put(...page.items)])
      cursor.value = page.next_cursor
      loadedOnce.value = true
    } catch (error) {
      if (mine === generation) refusal.value = asRefusal(error)
    } finally {
      if (mine === generation) loading.value = false
    }
  }

  function start(): Promise<void> {
    generation += 1
    ids.value = new Set()
    cursor.value = null
    loadedOnce.value = false
    return load(true)
  }

  /** Also after a failure: from the top if nothing came yet. */
  async function loadMore(): Promise<void> {
    if (loading.value) return
    if (!loadedOnce.value || cursor.value !== null) await load(!loadedOnce.value)
  }

  watch(() => ({ ...filter.value }), (next, before) => JSON.stringify(next) !== JSON.stringify(before) && void start(), {
    immediate: true,
  })
  const stops = [
    onPush("order:changed", ({ order }) => (ids.value = new Set([...ids.value, order.id]))),
    onResume(() => {
      generation += 1
      void load(true)
    }),
  ]
  onScopeDispose(() => {
    for (const stop of stops) stop()
  })
  const items = computed(() => listed(orders.byId, ids.value, filter.value))

  return {
    items,
    empty: computed(() => loadedOnce.value && cursor.value === null && items.value.length === 0),
    more: computed(() => !loadedOnce.value || cursor.value !== null),
    loading,
    refusal,
    loadMore,
    again: start,
  }
}
