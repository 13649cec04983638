// How long to wait before the next attempt to connect.

const FIRST = 400
const LONGEST = 15_000

/** Doubling with jitter, so that a crowd that lost its server together does not come back together. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** attempt)
  return Math.round(ceiling * (0.5 + random() / 2))
}

/** A wait the server asked for, spread over half of itself again. */
export function spread(seconds: number, random: () => number = Math.random): number {
  return Math.round(seconds * 1000 * (1 + random() / 2))
}
