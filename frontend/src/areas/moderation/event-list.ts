// The events on the board: newest first, so many and no more, taken over in batches.
import type { ModerationEvent } from "@/wire"

export interface BoardEvent extends ModerationEvent {
  /** Counts up; what a list row is known by. */
  key: number
}

export const MOST = 2_000

/**
 * The list with a batch on top, in the order of what happened: kinds of things are told one after the other.
 * A list of this length is copied in microseconds; its rows are drawn by the window only.
 */
export function onTop(list: readonly BoardEvent[], batch: readonly BoardEvent[]): BoardEvent[] {
  const newest = batch.slice(-MOST).sort((a, b) => (a.at === b.at ? b.key - a.key : a.at < b.at ? 1 : -1))
  return [...newest, ...list.slice(0, MOST - newest.length)]
}
