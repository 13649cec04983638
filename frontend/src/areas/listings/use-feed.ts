// A feed: pages of listings joined with the live stream, and "n new" between them.
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from "vue"
import { ask, asRefusal, onPush, onResume, type Refusal, touches } from "@/wire"
import { append, arrive, catchUp, emptyFeed, fresh, move, reveal } from "./feed-list"
import { useMarket } from "./market"
import { unwatchFeed, watchFeed } from "./rooms"
import { useListings } from "./store"

export type FeedSort = "newest" | "price" | "-price"
export interface FeedFilter {
  category: string
  sort: FeedSort
}

const PAGE = 24

export function useFeed(filter: Ref<FeedFilter>) {
  const listings = useListings()
  const market = useMarket()
  const list = ref(emptyFeed())
  const cursor = ref<string | null>(null)
  const loading = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  const loadedOnce = ref(false)
  let generation = 0

  async function fetchPage(first: boolean) {
    const { category, sort } = filter.value
    const more = first ? {} : { cursor: cursor.value ?? "" }
    return ask("listing:browse", { sort, limit: PAGE, ...(category ? { category } : {}), ...more })
  }

  async function load(first: boolean): Promise<void> {
    const mine = generation
    loading.value = true
    refusal.value = null
    try {
      const page = await fetchPage(first)
      if (mine !== generation) return
      list.value = append(first ? emptyFeed() : list.value, listings.put(...page.items))
      cursor.value = page.next_cursor
      loadedOnce.value = true
    } catch (error) {
      if (mine === generation) refusal.value = asRefusal(error)
    } finally {
      if (mine === generation) loading.value = false
    }
  }

  /** Also after a failure: from the top if nothing came yet. */
  async function loadMore(): Promise<void> {
    if (loading.value) return
    if (!loadedOnce.value) return load(true)
    if (cursor.value !== null) await load(false)
  }

  async function start(category: string): Promise<void> {
    generation += 1
    list.value = emptyFeed()
    cursor.value = null
    loadedOnce.value = false
    // Join before reading: what is published between the two is then announced rather than missed.
    void watchFeed(category).catch(() => undefined)
    await load(true)
  }

  /** Put what waits on top; what was only counted, or belongs elsewhere in the order, is fetched. */
  async function showFresh(): Promise<void> {
    if (filter.value.sort === "newest" && list.value.counted === 0) list.value = reveal(list.value)
    else {
      generation += 1
      await load(true)
    }
  }

  async function afterGap(category: string): Promise<void> {
    void ask("feed:watch", category ? { category } : {}).catch(() => undefined)
    if (!loadedOnce.value) return load(true)
    const mine = generation
    const page = await fetchPage(true).catch(() => null)
    if (page && mine === generation) list.value = catchUp(list.value, listings.put(...page.items))
  }

  const stops = [
    watch(
      [() => filter.value.category, () => filter.value.sort] as const,
      ([category], [before]) => {
        if (before !== undefined) unwatchFeed(before)
        void start(category)
      },
      { immediate: true },
    ),
    onPush("listing:published", ({ listing }) => {
      const { category } = filter.value
      if (!category || market.within(listing.category, category)) list.value = arrive(list.value, listing.id)
    }),
    onPush("feed:moved", ({ count }) => (list.value = move(list.value, count))),
    onResume((lost) => touches(lost, "feed") && void afterGap(filter.value.category)),
  ]
  onScopeDispose(() => {
    for (const stop of stops) stop()
    unwatchFeed(filter.value.category)
  })

  return {
    // What a moderator removed leaves the page; what its seller withdrew stays, and says so.
    items: computed(() => listings.held(list.value.shown).filter((it) => it.state !== "removed")),
    fresh: computed(() => fresh(list.value)),
    loading,
    refusal,
    empty: computed(() => loadedOnce.value && list.value.shown.length === 0),
    more: computed(() => !loadedOnce.value || cursor.value !== null),
    loadMore,
    showFresh,
  }
}
