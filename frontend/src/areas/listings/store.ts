// Every listing this page has seen, once, by id.
import { defineStore } from "pinia"
import { ref } from "vue"
import { keep } from "@/lib/entities"
import type { ListingView } from "@/wire"
import {
  applyAuction,
  applyAvailability,
  applyListing,
  type AuctionPush,
  type AvailabilityPush,
  type ListingPush,
  type Listings,
} from "./pushes"

export const useListings = defineStore("listings", () => {
  const byId = ref<Listings>({})

  /** Keep views and return their ids, which is what lists hold. */
  function put(...views: ListingView[]): string[] {
    for (const view of views) keep(byId.value, view)
    return views.map((view) => view.id)
  }

  function held(ids: readonly string[]): ListingView[] {
    return ids.flatMap((id) => byId.value[id] ?? [])
  }

  return {
    byId,
    put,
    held,
    onListing: (push: ListingPush) => applyListing(byId.value, push),
    onAuction: (push: AuctionPush) => applyAuction(byId.value, push),
    onAvailability: (push: AvailabilityPush) => applyAvailability(byId.value, push),
  }
})
