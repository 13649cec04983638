// What the areas may use of the wire.
export type * from "./contract"
export { clockOffset, learnTime, serverNow, useServerClock } from "./clock"
export { become, connection } from "./connection"
export { Attempt } from "./once"
export { onPush, type PushTable } from "./pushes"
export { asRefusal, isPassing, Refusal } from "./refusal"
export { type Lost, onResume, resumeAll, touches } from "./resume"
export { ask, connect, type Identity, retryNow } from "./socket"
