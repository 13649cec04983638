// The rooms this page sits in, counted, so that two parts of the page can watch the same thing.
import { ask, type ListingView } from "@/wire"

const holders = new Map<string, number>()

function hold(room: string): void {
  holders.set(room, (holders.get(room) ?? 0) + 1)
}

/** True when nobody holds the room any more. */
function release(room: string): boolean {
  const left = (holders.get(room) ?? 1) - 1
  if (left > 0) holders.set(room, left)
  else holders.delete(room)
  return left <= 0
}

const feedBody = (category: string) => (category ? { category } : {})

export async function watchFeed(category: string): Promise<void> {
  hold(`feed:${category}`)
  await ask("feed:watch", feedBody(category))
}

export function unwatchFeed(category: string): void {
  if (release(`feed:${category}`)) void ask("feed:unwatch", feedBody(category)).catch(() => undefined)
}

/** After a gap: the same holder, a new socket. */
export async function rejoinListing(id: string): Promise<ListingView> {
  return (await ask("listing:watch", { listing_id: id })).listing
}

/** The server joins first and reads second, so nothing falls between the snapshot and the stream. */
export async function watchListing(id: string): Promise<ListingView> {
  hold(`listing:${id}`)
  return rejoinListing(id)
}

export function unwatchListing(id: string): void {
  if (release(`listing:${id}`)) void ask("listing:unwatch", { listing_id: id }).catch(() => undefined)
}
