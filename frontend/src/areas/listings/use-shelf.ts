// What one seller offers: pages joined with what they publish meanwhile.
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from "vue"
import { ask, asRefusal, type ListingView, onPush, onResume, type Refusal } from "@/wire"
import { append, arrive, emptyFeed, reveal } from "./feed-list"
import { useListings } from "./store"
import { useLiveFeed } from "./use-live-feed"

const PAGE = 24

/** A `state` other than live lists one's own. */
export function useShelf(sellerId: Ref<string | undefined>, state: Ref<ListingView["state"] | undefined>) {
  const listings = useListings()
  const list = ref(emptyFeed())
  const cursor = ref<string | null>(null)
  const loading = ref(false)
  const loadedOnce = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  useLiveFeed()

  async function load(first: boolean): Promise<void> {
    const [seller_id, which] = [sellerId.value, state.value]
    if (!seller_id || (!first && cursor.value === null)) return
    loading.value = true
    refusal.value = null
    try {
      const more = { ...(first ? {} : { cursor: cursor.value ?? "" }), ...(which ? { state: which } : {}) }
      const page = await ask("listing:browse", { seller_id, sort: "newest", limit: PAGE, ...more })
      if (seller_id !== sellerId.value || which !== state.value) return
      list.value = append(first ? emptyFeed() : list.value, listings.put(...page.items))
      cursor.value = page.next_cursor
      loadedOnce.value = true
    } catch (error) {
      if (seller_id === sellerId.value) refusal.value = asRefusal(error)
    } finally {
      loading.value = false
    }
  }

  const stops = [
    watch(
      [sellerId, state],
      () => {
        list.value = emptyFeed()
        loadedOnce.value = false
        void load(true)
      },
      { immediate: true },
    ),
    onPush("listing:published", ({ listing }) => {
      const here = listing.seller.id === sellerId.value && (state.value ?? "live") === "live"
      if (here) list.value = reveal(arrive(list.value, listing.id))
    }),
    onResume(() => void load(true)),
  ]
  onScopeDispose(() => {
    for (const stop of stops) stop()
  })

  return {
    items: computed(() => listings.held(list.value.shown)),
    empty: computed(() => loadedOnce.value && list.value.shown.length === 0),
    more: computed(() => cursor.value !== null),
    loading,
    refusal,
    loadMore: () => (loading.value ? Promise.resolve() : load(!loadedOnce.value)),
  }
}
