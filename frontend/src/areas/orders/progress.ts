// The ordinary way of an order as a row of states, and how far along it one has come.
import type { OrderState, OrderView } from "@/wire"

export interface Stretch {
  state: OrderState
  how: "done" | "here" | "ahead" | "off"
}

const WAYS: Readonly<Record<OrderView["delivery"], readonly OrderState[]>> = {
  ship: ["created", "paid", "shipped", "received", "completed"],
  meetup: ["created", "paid", "received", "completed"],
}

/** Disputed, cancelled and refunded orders have left the way: it ends with what became of them. */
export function stretchesOf({ state, delivery, history }: OrderView): Stretch[] {
  const way = WAYS[delivery]
  const at = way.indexOf(state)
  if (at < 0) {
    const passed = way.filter((each) => history.some(({ to }) => to === each))
    return [...passed.map((each): Stretch => ({ state: each, how: "done" })), { state, how: "off" }]
  }
  const over = at === way.length - 1
  return way.map((each, index) => ({
    state: each,
    how: index < at || over ? "done" : index === at ? "here" : "ahead",
  }))
}
