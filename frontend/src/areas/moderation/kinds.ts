// What the board tells of, in the groups that moderators filter by.
import type { Happening } from "@/wire"

/** Every kind once; a kind the contract gains does not compile until it is put into a group. */
const GROUP: Record<Happening, "listings" | "trade" | "accounts" | "cases"> = {
  listing_published: "listings",
  listing_revised: "listings",
  listing_sold: "listings",
  listing_withdrawn: "listings",
  listing_removed: "listings",
  auction_bid: "trade",
  order_created: "trade",
  order_paid: "trade",
  order_shipped: "trade",
  order_disputed: "trade",
  order_received: "trade",
  order_completed: "trade",
  order_cancelled: "trade",
  order_refunded: "trade",
  account_joined: "accounts",
  account_changed: "accounts",
  account_banned: "accounts",
  case_opened: "cases",
  case_reported: "cases",
  case_claimed: "cases",
  case_decided: "cases",
}

export const GROUPS: readonly string[] = [...new Set(Object.values(GROUP))]

/** The kinds of these groups; no group means all. */
export function kindsOf(groups: readonly string[]): Happening[] {
  return (Object.keys(GROUP) as Happening[]).filter((kind) => groups.includes(GROUP[kind]))
}
