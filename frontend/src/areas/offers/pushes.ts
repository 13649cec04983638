// What pushes do to the offers held here: pure functions, newer versions win.
import { type ById, keep } from "@/lib/entities"
import type { OfferView } from "@/wire"

/** Made or closed: it carries the whole view of whom it is sent to. */
export interface OfferPush {
  offer: OfferView
}

export type Offers = ById<OfferView>

export function applyOffer(offers: Offers, push: OfferPush): void {
  keep(offers, push.offer)
}
