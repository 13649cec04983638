import { expect, it } from "vitest"
import { touches } from "./resume"

it("tells which rooms a loss concerns", () => {
  expect(touches(null, "feed")).toBe(true)
  expect(touches([], "feed")).toBe(true)
  expect(touches(["feed:cameras"], "feed")).toBe(true)
  expect(touches(["listing:12"], "listing:12")).toBe(true)
  expect(touches(["listing:123"], "listing:12")).toBe(false)
  expect(touches(["account:1"], "feed")).toBe(false)
})
