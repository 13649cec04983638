import { expect, it } from "vitest"
import type { ListingView } from "@/wire"
import { applyListing, type Listings } from "./pushes"

const listing = (version: number, amount: number) => ({ id: "l", version, price: { amount, currency: "CNY" } }) as ListingView

it("ends at the newest version whatever order pushes and snapshots come in", () => {
  const held: Listings = {}
  for (const version of [2, 1, 4, 3]) applyListing(held, { listing: listing(version, version * 100) })
  expect(held.l).toMatchObject({ version: 4, price: { amount: 400 } })
})
