import { describe, expect, it } from "vitest"
import { type BoardEvent, MOST, onTop } from "./event-list"

function events(from: number, to: number): BoardEvent[] {
  return Array.from({ length: to - from }, (_, index) => ({
    key: from + index,
    kind: "listing_published",
    at: "2026-11-23T00:00:00.000Z",
    subject: { kind: "listing", id: `l${from + index}`, title: "Lamp" },
    summary: "Lamp · CNY 1.00",
  }))
}

const keys = (list: readonly BoardEvent[]) => list.map((event) => event.key)

describe("events on the board", () => {
  it("come newest first, batch after batch", () => {
    expect(keys(onTop(onTop([], events(0, 3)), events(3, 5)))).toEqual([4, 3, 2, 1, 0])
  })

  it("stand in the order of what happened, whatever order they came in", () => {
    const [first, second, third] = events(0, 3).map((event, index) => ({ ...event, at: `2026-11-23T00:00:0${index}.000Z` }))
    if (!first || !second || !third) throw new Error("no events")
    expect(keys(onTop([], [third, first, second]))).toEqual([2, 1, 0])
  })

  it("are so many and no more, of which the oldest go", () => {
    const full = onTop([], events(0, MOST))
    const after = onTop(full, events(MOST, MOST + 2))
    expect(after).toHaveLength(MOST)
    expect(keys(after).slice(0, 3)).toEqual([MOST + 1, MOST, MOST - 1])
    expect(keys(onTop(full, events(0, 3 * MOST)))[0]).toBe(3 * MOST - 1)
  })
})
