// Where to go after signing in: a path of our own, never another site.

export function nextOf(next: unknown): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/"
}
