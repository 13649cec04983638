// What an order will cost, worked out before it is placed; the server refuses when it would be another sum.
import type { ListingView, Money, TotalsView } from "@/wire"

export type Delivery = ListingView["delivery"][number]

export function totalsOf(listing: Pick<ListingView, "price" | "shipping_fee">, quantity: number, delivery: Delivery): TotalsView {
  const money = (amount: number): Money => ({ amount, currency: listing.price.currency })
  const item = listing.price.amount * quantity
  const shipping = delivery === "ship" ? (listing.shipping_fee?.amount ?? 0) : 0
  return { item: money(item), shipping: money(shipping), total: money(item + shipping) }
}
