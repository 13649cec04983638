// Search as you type: asks a moment after the last key, and no old answer overtakes a newer one.
import { useDebounceFn } from "@vueuse/core"
import { computed, type Ref, ref, shallowRef, watch } from "vue"
import { useListings, useLiveFeed } from "@/areas/listings"
import { latestOnly } from "@/lib/latest"
import { ask, asRefusal, type Point, type Refusal, type SearchReply } from "@/wire"
import { type Query, toRequest } from "./query"

const PAGE = 24
const PAUSE = 220

export function useSearch(query: Ref<Query>, near: Ref<Point | null>) {
  const listings = useListings()
  const ids = ref<string[]>([])
  const reply = shallowRef<SearchReply | null>(null)
  const busy = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  let page = 1
  useLiveFeed()

  const newest = latestOnly((which: number) => ask("search:query", toRequest(query.value, which, near.value, PAGE)))

  async function run(which: number): Promise<void> {
    busy.value = true
    try {
      const answer = await newest(which)
      if (!answer) return
      const found = listings.put(...answer.items)
      ids.value = which === 1 ? found : [...new Set([...ids.value, ...found])]
      reply.value = answer
      refusal.value = null
      page = which
      busy.value = false
    } catch (error) {
      refusal.value = asRefusal(error)
      busy.value = false
    }
  }

  const soon = useDebounceFn(() => run(1), PAUSE)
  watch(
    () => query.value.q,
    () => {
      busy.value = true
      void soon()
    },
  )
  watch(
    () => JSON.stringify([{ ...query.value, q: "" }, near.value]),
    () => void run(1),
    { immediate: true },
  )

  return {
    items: computed(() => listings.held(ids.value)),
    total: computed(() => reply.value?.total ?? null),
    facets: computed(() => reply.value?.facets ?? { category: {}, brand: {}, condition: {} }),
    more: computed(() => ids.value.length < (reply.value?.total ?? 0) && (reply.value?.items.length ?? 0) > 0),
    busy,
    refusal,
    loadMore: () => (busy.value ? Promise.resolve() : run(page + 1)),
    again: () => run(1),
  }
}
