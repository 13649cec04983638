import { expect, it } from "vitest"
import { placeErrors } from "./fields"

it("puts a path on the nearest field that holds it", () => {
  const { placed, lost } = placeErrors(
    { "sale.price.amount": "Too large.", title: "Too long.", "sale.stock": "Too many.", odd: "Strange." },
    ["title", "sale", "sale.price"],
  )
  expect(placed).toEqual({ "sale.price": "Too large.", title: "Too long.", sale: "Too many." })
  expect(lost).toEqual(["Strange."])
})
