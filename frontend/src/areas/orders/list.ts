// A list of orders as data: which belong into it, in which order, whatever page or push brought them.
import type { ById } from "@/lib/entities"
import type { OrderState, OrderView } from "@/wire"

export interface OrderFilter {
  role: "buyer" | "seller"
  state: OrderState | ""
  me: string
}

export function belongs(order: OrderView, { role, state, me }: OrderFilter): boolean {
  return order[role].id === me && (state === "" || order.state === state)
}

/** Newest first, as the server lists them; what moved on into another state leaves a list of one state by itself. */
export function listed(held: ById<OrderView>, ids: ReadonlySet<string>, filter: OrderFilter): OrderView[] {
  return [...ids]
    .flatMap((id) => held[id] ?? [])
    .filter((order) => belongs(order, filter))
    .sort((a, b) => b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id))
}
