import { expect, it } from "vitest"
import type { BidView } from "@/wire"
import { withPlaced } from "./history"

const bid = (amount: number): BidView => ({ bidder: "a***n", amount: { amount, currency: "CNY" }, at: "2026-11-20T12:00:00.000Z" })

it("puts what is new on top, once", () => {
  const read = [bid(3), bid(2), bid(1)]
  expect(withPlaced(read, [bid(3), bid(4), bid(5)]).map((each) => each.amount.amount)).toEqual([5, 4, 3, 2, 1])
})
