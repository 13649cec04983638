// What pushes do to the orders held here: pure functions, newer versions win.
import { type ById, keep } from "@/lib/entities"
import type { OrderView } from "@/wire"

/** Placed or moved on: it carries the whole view of whom it is sent to. */
export interface OrderPush {
  order: OrderView
}

export type Orders = ById<OrderView>

export function applyOrder(orders: Orders, push: OrderPush): void {
  keep(orders, push.order)
}
