import { describe, expect, it } from "vitest"
import { hueOf, signOf } from "./look"

describe("look", () => {
  it.each([
    [["electronics", "phones"], "phone"],
    [["furniture", "tables"], "sofa"],
    [["electronics", "tablets"], "phone"],
    [["books", "childrens_books"], "book"],
    [["family", "baby_clothing"], "baby"],
    [["electronics", "something_new"], "headphones"],
    [["unheard_of"], "tag"],
  ])("%j is shown by %s", (path, sign) => {
    expect(signOf(path)).toBe(sign)
  })

  it("gives every root the same hue each time, known or not", () => {
    expect(hueOf("furniture")).toBe(62)
    expect(hueOf("unheard_of")).toBe(hueOf("unheard_of"))
  })
})
