// Sends one step of an order: once, however often it is pressed or repeated, and keeps the answer or the refusal.
import { ref, shallowRef } from "vue"
import { ask, asRefusal, Attempt, type OrderView, type Refusal, type RequestName, type Requests } from "@/wire"
import { useOrders } from "./store"

/** What is sent once and answered with the order as it is afterwards. */
type Moving = { request: { request_id: string }; reply: { order: OrderView } }
export type OrderRequest = { [N in RequestName]: Requests[N] extends Moving ? N : never }[RequestName]

export function useSend() {
  const orders = useOrders()
  const busy = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  const attempt = new Attempt()

  /** Null when it was refused. The same request keeps its id until it has succeeded, also when a person repeats it. */
  async function send<N extends OrderRequest>(
    name: N,
    body: Omit<Requests[N]["request"], "request_id">,
  ): Promise<Requests[N]["reply"] | null> {
    if (busy.value) return null
    busy.value = true
    refusal.value = null
    try {
      const request = { ...body, request_id: attempt.idFor([name, body]) } as Parameters<typeof ask<N>>[1]
      const reply = await ask(name, request)
      attempt.done()
      orders.put((reply as Moving["reply"]).order)
      return reply
    } catch (error) {
      refusal.value = asRefusal(error)
      return null
    } finally {
      busy.value = false
    }
  }

  return { busy, refusal, send }
}
