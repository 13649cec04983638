// The events on the board: newest first, so many and no more, taken over in batches.
import type { ModerationEvent } from "@/wire"

export interface BoardEvent extends ModerationEvent {
  /** Counts up; what a list row is known by. */
  key: number
}

export const MOST = 2_000

/** The list with a batch on top. A list of this length is copied in microseconds; its rows are drawn by the window only. */
export function onTop(list: readonly BoardEvent[], batch: readonly BoardEvent[]): BoardEvent[] {
  const newest = batch.slice(-MOST).reverse()
  return [...newest, ...list.slice(0, MOST - newest.length)]
}
