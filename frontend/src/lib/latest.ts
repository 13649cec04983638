// Keeps slow answers from overtaking newer ones.

/** `run` resolves to undefined when a later call was started meanwhile. */
export function latestOnly<A extends unknown[], R>(work: (...args: A) => Promise<R>) {
  let newest = 0
  return async function run(...args: A): Promise<R | undefined> {
    newest += 1
    const mine = newest
    try {
      const result = await work(...args)
      return mine === newest ? result : undefined
    } catch (error) {
      if (mine === newest) throw error
      return undefined
    }
  }
}
