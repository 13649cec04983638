import { describe, expect, it } from "vitest"
import { append, arrive, catchUp, emptyFeed, fresh, move, reveal } from "./feed-list"

describe("feed list", () => {
  const shown = append(emptyFeed(), ["c", "b", "a"])

  it("keeps arrivals apart until they are asked for", () => {
    const list = arrive(arrive(shown, "d"), "e")
    expect(list.shown).toEqual(["c", "b", "a"])
    expect(fresh(list)).toBe(2)
    expect(reveal(list)).toEqual({ shown: ["e", "d", "c", "b", "a"], waiting: [], counted: 0 })
  })

  it("knows what it has already", () => {
    expect(fresh(arrive(shown, "b"))).toBe(0)
    expect(fresh(arrive(arrive(shown, "d"), "d"))).toBe(1)
    expect(append(shown, ["a", "z"]).shown).toEqual(["c", "b", "a", "z"])
  })

  it("does not show twice what came both with a page and live", () => {
    const list = append(arrive(emptyFeed(), "d"), ["d", "c"])
    expect(fresh(list)).toBe(0)
    expect(list.shown).toEqual(["d", "c"])
  })

  it("counts what came too fast to be sent, and what is too much to keep", () => {
    expect(fresh(move(shown, 40))).toBe(40)
    const many = Array.from({ length: 130 }, (_, n) => `n${n}`).reduce(arrive, shown)
    expect(fresh(many)).toBe(130)
    expect(many.waiting).toHaveLength(100)
  })

  it("after a gap takes what the first page has and it has not", () => {
    const list = catchUp(shown, ["e", "d", "c", "b"])
    expect(list.waiting).toEqual(["e", "d"])
    expect(list.counted).toBe(0)
    expect(catchUp(shown, ["z", "y"]).counted).toBe(1)
  })
})
