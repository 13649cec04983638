import { expect, it } from "vitest"
import { nextOf } from "./next"

it("follows own paths only", () => {
  expect(nextOf("/sell?x=1")).toBe("/sell?x=1")
  for (const trick of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", ["/a"], undefined]) {
    expect(nextOf(trick)).toBe("/")
  }
})
