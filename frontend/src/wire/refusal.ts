// What a request that was not granted looks like to the rest of the front end.
import type { Code } from "./contract"

/** Codes the client itself gives: it could not reach the server, or the server did not answer in time. */
export type LocalCode = "offline" | "no_answer"

export class Refusal extends Error {
  override readonly name = "Refusal"

  constructor(
    readonly code: Code | LocalCode,
    message: string,
    readonly retry_after?: number,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}

/** Any caught value as a refusal, so that callers show one kind of error. */
export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal("internal", String(error))
}

/** True when trying again later may help and nothing is known to be wrong with the request. */
export function isPassing(refusal: Refusal): boolean {
  return PASSING.has(refusal.code)
}

const PASSING: ReadonlySet<string> = new Set([
  "offline",
  "no_answer",
  "slow_down",
  "too_busy",
  "unconfirmed",
  "timeout",
  "unavailable",
  "internal",
])
