// Sending one thing about a price: busy while it is under way, and what was wrong with it.
import { ref, shallowRef } from "vue"
import { ask, asRefusal, Attempt, type OfferView, type Refusal, type Requests } from "@/wire"
import { useOffers } from "./store"

type Step = "offer:make" | "offer:counter" | "offer:accept" | "offer:decline" | "offer:withdraw"
type Said<N extends Step> = Omit<Requests[N]["request"], "request_id">

export function useHaggling() {
  const offers = useOffers()
  const busy = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  const attempt = new Attempt()

  async function send<N extends Step>(step: N, body: Said<N>): Promise<OfferView | undefined> {
    busy.value = true
    refusal.value = null
    try {
      const request = { ...body, request_id: attempt.idFor([step, body]) } as unknown as Parameters<typeof ask<N>>[1]
      const { offer } = await ask(step, request)
      attempt.done()
      offers.put(offer)
      return offer
    } catch (error) {
      refusal.value = asRefusal(error)
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { busy, refusal, send }
}
