// How pushes reach the areas: one exhaustive table that keeps the entities, then whoever listens for the moment.
import type { PushName, Pushes } from "./contract"

export type PushHandler<N extends PushName> = (push: Pushes[N]) => void

/** Every push has its handler; a push the contract gains does not compile until somebody takes it. */
export type PushTable = { [N in PushName]: PushHandler<N> }

type Listeners = { [N in PushName]?: Set<PushHandler<N>> }

const listeners: Listeners = {}

/** Listen while a page or composable lives; returns how to stop. */
export function onPush<N extends PushName>(name: N, handler: PushHandler<N>): () => void {
  const set = (listeners[name] ??= new Set() as Listeners[N] & object) as Set<PushHandler<N>>
  set.add(handler)
  return () => void set.delete(handler)
}

/** Deliver one push: the table first, so that listeners find the entities already up to date. */
export function deliver<N extends PushName>(table: PushTable, name: N, push: Pushes[N]): void {
  table[name](push)
  const set = listeners[name] as Set<PushHandler<N>> | undefined
  for (const handler of [...(set ?? [])]) handler(push)
}
