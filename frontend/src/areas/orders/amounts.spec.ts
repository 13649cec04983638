import { expect, it } from "vitest"
import { aListing } from "@/testing"
import { totalsOf } from "./amounts"

it("adds the fee once for a parcel and not at all for a meeting", () => {
  const listing = aListing({ price: { amount: 1250, currency: "CNY" }, shipping_fee: { amount: 600, currency: "CNY" } })
  expect(totalsOf(listing, 3, "ship").total).toEqual({ amount: 4350, currency: "CNY" })
  expect(totalsOf(listing, 3, "meetup")).toMatchObject({ item: { amount: 3750 }, shipping: { amount: 0 }, total: { amount: 3750 } })
})
