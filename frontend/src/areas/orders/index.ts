// The part of the orders area that others may use.
export { useOrders } from "./store"
