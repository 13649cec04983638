// The part of the offers area that others may use.
export { default as OfferBox } from "./OfferBox.vue"
export { useOffers } from "./store"
