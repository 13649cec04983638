// Normalised things by id, of which the newer version wins whatever order they arrive in.

export interface Versioned {
  id: string
  version: number
}

export type ById<T extends Versioned> = Record<string, T>

/**
 * Keep a view unless a newer one is held. Of equal versions both sides are kept: the owner's view of a version says
 * more than the public one, and must not be thinned out by a push.
 */
export function keep<T extends Versioned>(held: ById<T>, view: T): void {
  const before = held[view.id]
  if (before && before.version > view.version) return
  held[view.id] = before?.version === view.version ? { ...before, ...view } : view
}
