import { expect, it } from "vitest"
import { backoff, spread } from "./backoff"

it("doubles up to a ceiling, with jitter over its upper half", () => {
  expect(backoff(0, () => 0)).toBe(200)
  expect(backoff(0, () => 1)).toBe(400)
  expect(backoff(3, () => 1)).toBe(3200)
  expect(backoff(50, () => 1)).toBe(15_000)
})

it("never comes before the server said", () => {
  expect(spread(2, () => 0)).toBe(2000)
  expect(spread(2, () => 1)).toBe(3000)
})
