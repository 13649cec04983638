import { describe, expect, it } from "vitest"
import { GROUPS, kindsOf } from "./kinds"

describe("groups of kinds", () => {
  it("hold every kind once", () => {
    const all = GROUPS.flatMap((group) => kindsOf([group]))
    expect(new Set(all).size).toBe(all.length)
    expect(kindsOf(GROUPS)).toHaveLength(all.length)
  })

  it("are none when nothing is chosen", () => {
    expect(kindsOf([])).toEqual([])
  })
})
