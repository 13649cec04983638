// The part of the offers area that others may use.
export { useOffers } from "./store"
