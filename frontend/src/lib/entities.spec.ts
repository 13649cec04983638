import { describe, expect, it } from "vitest"
import { type ById, keep } from "./entities"

interface Thing {
  id: string
  version: number
  title: string
  secret?: string
}

describe("keep", () => {
  it("lets the newer version win in any order", () => {
    const held: ById<Thing> = {}
    keep(held, { id: "a", version: 3, title: "third" })
    keep(held, { id: "a", version: 2, title: "second" })
    expect(held.a?.title).toBe("third")
    keep(held, { id: "a", version: 4, title: "fourth" })
    expect(held.a?.title).toBe("fourth")
  })

  it("keeps what only the owner's view of the same version says", () => {
    const held: ById<Thing> = {}
    keep(held, { id: "a", version: 1, title: "one", secret: "floor" })
    keep(held, { id: "a", version: 1, title: "one" })
    expect(held.a?.secret).toBe("floor")
    keep(held, { id: "a", version: 2, title: "two" })
    expect(held.a?.secret).toBeUndefined()
  })
})
