// The list of a feed as data: what is shown, what arrived meanwhile and waits, and how one becomes the other.

export interface FeedList {
  shown: string[]
  /** Newest first; waits until the reader asks for it, so that the list never jumps under them. */
  waiting: string[]
  /** Arrivals that were only counted, because they came too fast to be sent one by one. */
  counted: number
}

/** More than this waiting is fetched anew instead of kept. */
const KEPT = 100

export const emptyFeed = (): FeedList => ({ shown: [], waiting: [], counted: 0 })

export function arrive(list: FeedList, id: string): FeedList {
  if (list.shown.includes(id) || list.waiting.includes(id)) return list
  if (list.waiting.length >= KEPT) return { ...list, counted: list.counted + 1 }
  return { ...list, waiting: [id, ...list.waiting] }
}

export function move(list: FeedList, count: number): FeedList {
  return { ...list, counted: list.counted + count }
}

export function append(list: FeedList, ids: readonly string[]): FeedList {
  const held = new Set(list.shown)
  const waiting = list.waiting.filter((id) => !ids.includes(id))
  return { ...list, waiting, shown: [...list.shown, ...ids.filter((id) => !held.has(id))] }
}

/** After a gap: what the first page has and we do not is new. */
export function catchUp(list: FeedList, firstPage: readonly string[]): FeedList {
  const fresh = firstPage.filter((id) => !list.shown.includes(id) && !list.waiting.includes(id))
  const whole = fresh.length < firstPage.length
  return { ...list, waiting: [...fresh, ...list.waiting], counted: list.counted + (whole ? 0 : 1) }
}

export function reveal(list: FeedList): FeedList {
  return { shown: [...list.waiting, ...list.shown], waiting: [], counted: 0 }
}

export function fresh(list: FeedList): number {
  return list.waiting.length + list.counted
}
