// One listing, live for as long as it is on the page.
import { computed, onScopeDispose, type Ref, shallowRef, watch } from "vue"
import { asRefusal, onResume, type Refusal, touches } from "@/wire"
import { rejoinListing, unwatchListing, watchListing } from "./rooms"
import { useListings } from "./store"

export function useListing(id: Ref<string>) {
  const listings = useListings()
  const refusal = shallowRef<Refusal | null>(null)

  async function show(read: typeof watchListing, which: string): Promise<void> {
    refusal.value = null
    try {
      listings.put(await read(which))
    } catch (error) {
      if (which === id.value) refusal.value = asRefusal(error)
    }
  }

  /** Still one holder of the room; only the server has to be told again. */
  async function again(): Promise<void> {
    await show(rejoinListing, id.value)
  }

  const stops = [
    watch(
      id,
      (next, before) => {
        if (before) unwatchListing(before)
        void show(watchListing, next)
      },
      { immediate: true },
    ),
    onResume((lost) => touches(lost, `listing:${id.value}`) && void again()),
  ]
  onScopeDispose(() => {
    for (const stop of stops) stop()
    unwatchListing(id.value)
  })

  return { listing: computed(() => listings.byId[id.value] ?? null), refusal, again }
}
