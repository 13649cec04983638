// What pushes do to the listings held here: pure functions, newer versions win.
import { type ById, keep } from "@/lib/entities"
import type { ListingView } from "@/wire"

/** Published, revised, withdrawn, sold: each carries the whole view. */
export interface ListingPush {
  listing: ListingView
}

export type Listings = ById<ListingView>

export function applyListing(listings: Listings, push: ListingPush): void {
  keep(listings, push.listing)
}
