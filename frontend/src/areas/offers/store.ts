// Every offer this page has seen, once, by id.
import { defineStore } from "pinia"
import { ref } from "vue"
import { keep } from "@/lib/entities"
import type { OfferView } from "@/wire"
import { applyOffer, type OfferPush, type Offers } from "./pushes"

export const useOffers = defineStore("offers", () => {
  const byId = ref<Offers>({})

  function put(...views: OfferView[]): void {
    for (const view of views) keep(byId.value, view)
  }

  /** Those about one listing, newest first. */
  function about(listingId: string): OfferView[] {
    const found = Object.values(byId.value).filter((offer) => offer.listing.id === listingId)
    return found.sort((one, other) => other.made_at.localeCompare(one.made_at))
  }

  return { byId, put, about, onOffer: (push: OfferPush) => applyOffer(byId.value, push) }
})
