// Sends one step of an order: once, however often it is pressed or repeated, and keeps the answer or the refusal.
import { type OnceName, type OrderView, type Requests, useAsking } from "@/wire"
import { useOrders } from "./store"

/** What is sent once and answered with the order as it is afterwards. */
type Moved = { order: OrderView }
export type OrderRequest = { [N in OnceName]: Requests[N]["reply"] extends Moved ? N : never }[OnceName]

export function useSend() {
  const orders = useOrders()
  const { busy, refusal, once } = useAsking()

  /** Undefined when it was refused. */
  async function send<N extends OrderRequest>(name: N, body: Omit<Requests[N]["request"], "request_id">) {
    const reply = await once(name, body)
    if (reply) orders.put((reply as Moved).order)
    return reply
  }

  return { busy, refusal, send }
}
