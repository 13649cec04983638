// What pushes do to the listings held here: pure functions, newer versions win.
import { type ById, keep } from "@/lib/entities"
import type { AuctionView, ListingView } from "@/wire"

/** Published, revised, withdrawn, sold: each carries the whole view. */
export interface ListingPush {
  listing: ListingView
}

/** Bid placed, extended, changed, closed, outbid: the auction is part of its listing and counted in its version. */
export interface AuctionPush {
  listing_id: string
  version: number
  auction: AuctionView
}

export type Listings = ById<ListingView>

export function applyListing(listings: Listings, push: ListingPush): void {
  keep(listings, push.listing)
}

/** Reserved, released or sold units; the rest of the listing is as it was. */
export interface AvailabilityPush {
  listing_id: string
  version: number
  available: number
  reserved_until?: string
}

export function applyAvailability(listings: Listings, push: AvailabilityPush): void {
  const held = listings[push.listing_id]
  if (!held || held.version >= push.version) return
  const { available, reserved_until, version } = push
  listings[push.listing_id] = { ...held, available, reserved_until, version }
}

/** Nothing else of a listing changes with its auction but the price. */
export function applyAuction(listings: Listings, { listing_id, version, auction }: AuctionPush): void {
  const held = listings[listing_id]
  if (held && held.version <= version) listings[listing_id] = { ...held, version, auction, price: auction.price }
}
