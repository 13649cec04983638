// The part of the accounts area that others may use.
export { default as AccountCard } from "./AccountCard.vue"
export { default as AccountFace } from "./AccountFace.vue"
export { default as PersonRow } from "./PersonRow.vue"
export { default as ProfileForm } from "./ProfileForm.vue"
export { default as ProfileHead } from "./ProfileHead.vue"
export { useAccounts } from "./store"
export { useAccount } from "./use-account"
