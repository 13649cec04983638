// The listings somebody follows on this device: kept over visits, and told about when they change.
import { useLocalStorage } from "@vueuse/core"
import { defineStore } from "pinia"
import { computed } from "vue"
import { type ListingView, onPush, onResume } from "@/wire"
import { rejoinListing, unwatchListing, watchListing } from "./rooms"
import { useListings } from "./store"

export type WatchNews = { kind: "price" | "sold" | "withdrawn"; listing: ListingView }

/** A socket may sit in a bounded number of rooms. */
const MOST = 50

export const useWatchlist = defineStore("watchlist", () => {
  const listings = useListings()
  const ids = useLocalStorage<string[]>("souk.watching", [])
  const seen = new Map<string, { amount: number; state: string }>()

  function note(view: ListingView): void {
    seen.set(view.id, { amount: view.price.amount, state: view.state })
  }

  /** Listings that are gone for good fall off the list. */
  async function join(id: string, read: typeof watchListing): Promise<void> {
    try {
      const view = await read(id)
      listings.put(view)
      note(view)
    } catch (error) {
      if ((error as { code?: string }).code === "listing_not_found") remove(id)
    }
  }

  function add(view: ListingView): void {
    if (ids.value.includes(view.id)) return
    for (const id of ids.value.slice(MOST - 1)) remove(id)
    ids.value = [view.id, ...ids.value]
    note(view)
    void join(view.id, watchListing)
  }

  function remove(id: string): void {
    if (!ids.value.includes(id)) return
    ids.value = ids.value.filter((other) => other !== id)
    seen.delete(id)
    unwatchListing(id)
  }

  /** What a new view of a watched listing means to the person; null when nothing they asked for. */
  function newsOf(view: ListingView): WatchNews | null {
    const before = seen.get(view.id)
    if (!before) return null
    note(view)
    if (view.state !== before.state && view.state === "sold") return { kind: "sold", listing: view }
    if (view.state !== before.state && view.state !== "live") return { kind: "withdrawn", listing: view }
    return view.price.amount === before.amount ? null : { kind: "price", listing: view }
  }

  /** Called once by the app; `tell` shows the news. */
  function start(tell: (news: WatchNews) => void): void {
    const hear = ({ listing }: { listing: ListingView }) => {
      const news = newsOf(listing)
      if (news) tell(news)
    }
    for (const id of ids.value) void join(id, watchListing)
    onPush("listing:revised", hear)
    onPush("listing:withdrawn", hear)
    onResume(() => ids.value.forEach((id) => void join(id, rejoinListing)))
  }

  return {
    ids,
    items: computed(() => listings.held(ids.value)),
    has: (id: string) => ids.value.includes(id),
    add,
    remove,
    newsOf,
    start,
  }
})
