import { expect, it } from "vitest"
import { Attempt } from "./once"

it("keeps the id for the same body, and takes another for another body or after the end", () => {
  const attempt = new Attempt()
  const first = attempt.idFor({ title: "Bike" })
  expect(attempt.idFor({ title: "Bike" })).toBe(first)
  const other = attempt.idFor({ title: "Bicycle" })
  expect(other).not.toBe(first)
  attempt.done()
  expect(attempt.idFor({ title: "Bicycle" })).not.toBe(other)
})
