// The bids that everybody sees, newest first: what was read, and what is pushed meanwhile.
import type { BidView } from "@/wire"

const MOST = 50
const name = (bid: BidView) => `${bid.bidder} ${bid.amount.amount} ${bid.at}`

/** Bids that were decided together come oldest first; one that was read already is not shown twice. */
export function withPlaced(bids: readonly BidView[], placed: readonly BidView[]): BidView[] {
  const known = new Set(bids.map(name))
  return [...placed.filter((bid) => !known.has(name(bid))).reverse(), ...bids].slice(0, MOST)
}
