// Sending one thing about a price: busy while it is under way, and what was wrong with it.
import { type OfferView, type Requests, useAsking } from "@/wire"
import { useOffers } from "./store"

type Step = "offer:make" | "offer:counter" | "offer:accept" | "offer:decline" | "offer:withdraw"

export function useHaggling() {
  const offers = useOffers()
  const { busy, refusal, once } = useAsking()

  async function send<N extends Step>(step: N, body: Omit<Requests[N]["request"], "request_id">): Promise<OfferView | undefined> {
    const offer = (await once(step, body))?.offer
    if (offer) offers.put(offer)
    return offer
  }

  return { busy, refusal, send }
}
