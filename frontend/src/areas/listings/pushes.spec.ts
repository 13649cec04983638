import { expect, it } from "vitest"
import type { ListingView } from "@/wire"
import { applyAuction, applyAvailability, applyListing, type Listings } from "./pushes"

const listing = (version: number, amount: number) => ({ id: "l", version, price: { amount, currency: "CNY" } }) as ListingView

it("ends at the newest version whatever order pushes and snapshots come in", () => {
  const held: Listings = {}
  for (const version of [2, 1, 4, 3]) applyListing(held, { listing: listing(version, version * 100) })
  expect(held.l).toMatchObject({ version: 4, price: { amount: 400 } })
})

it("counts what is reserved without losing the rest, and never goes back", () => {
  const held: Listings = {}
  applyListing(held, { listing: listing(2, 200) })
  applyAvailability(held, { listing_id: "l", version: 3, available: 0, reserved_until: "2026-11-20T12:05:00.000Z" })
  applyAvailability(held, { listing_id: "l", version: 1, available: 7 })
  applyAvailability(held, { listing_id: "unseen", version: 3, available: 7 })
  expect(held).toMatchObject({ l: { version: 3, available: 0, price: { amount: 200 } } })
  applyAvailability(held, { listing_id: "l", version: 4, available: 1 })
  expect(held.l?.reserved_until).toBeUndefined()
})

it("brings the auction of a listing up to date, and its price with it", () => {
  const held: Listings = { l: listing(3, 300) }
  const auction = (amount: number) => ({ price: { amount, currency: "CNY" } }) as NonNullable<ListingView["auction"]>
  applyAuction(held, { listing_id: "l", version: 5, auction: auction(500) })
  applyAuction(held, { listing_id: "l", version: 4, auction: auction(400) })
  applyAuction(held, { listing_id: "unknown", version: 9, auction: auction(900) })
  expect(held).toEqual({ l: { ...listing(5, 500), auction: auction(500) } })
})
