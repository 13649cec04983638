import { expect, it } from "vitest"
import { anOrder } from "@/testing"
import { listed, type OrderFilter } from "./list"

const mine: OrderFilter = { role: "buyer", state: "", me: "b1" }
const held = {
  old: anOrder({ id: "old", created_at: "2026-01-01T00:00:00.000Z", state: "completed" }),
  new: anOrder({ id: "new", created_at: "2026-01-03T00:00:00.000Z", state: "paid" }),
  sold: anOrder({ id: "sold", seller: anOrder().buyer, buyer: anOrder().seller }),
}
const ids = (filter: OrderFilter) => listed(held, new Set(Object.keys(held)), filter).map(({ id }) => id)

it("shows the newest first, bought apart from sold", () => {
  expect(ids(mine)).toEqual(["new", "old"])
  expect(ids({ ...mine, role: "seller" })).toEqual(["sold"])
})

it("loses what moves on into another state", () => {
  expect(ids({ ...mine, state: "paid" })).toEqual(["new"])
  held.new = { ...held.new, state: "shipped" }
  expect(ids({ ...mine, state: "paid" })).toEqual([])
})
