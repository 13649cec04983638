// After a gap: tells areas to fetch anew when the server could not replay everything that was missed.

/** `null` means every room; otherwise the rooms whose replay was not whole. */
export type Lost = readonly string[] | null
type Resume = (lost: Lost) => void

const waiting = new Set<Resume>()

/** Called after a reconnection that was not recovered and after `server:resync`; returns how to stop. */
export function onResume(resume: Resume): () => void {
  waiting.add(resume)
  return () => void waiting.delete(resume)
}

/** A connection that could not be recovered brings both: everything is lost, and the server names the rooms. */
const TOGETHER = 1_000
let everythingAt = -Infinity

export function resumeAll(lost: Lost, now = Date.now()): void {
  if (lost !== null && now - everythingAt < TOGETHER) return
  if (lost === null) everythingAt = now
  for (const resume of [...waiting]) resume(lost)
}

/** Does the loss touch rooms of this kind, e.g. `feed` or `listing:42`? */
export function touches(lost: Lost, room: string): boolean {
  return lost === null || lost.length === 0 || lost.some((name) => name === room || name.startsWith(`${room}:`))
}
