// The part of the auctions area that others may use.
export { default as AuctionPanel } from "./AuctionPanel.vue"
export { default as MyBids } from "./MyBids.vue"
