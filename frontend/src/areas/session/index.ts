// The part of the session area that others may use.
export { default as LoginForm } from "./LoginForm.vue"
export { default as RegisterForm } from "./RegisterForm.vue"
export { useSession } from "./store"
