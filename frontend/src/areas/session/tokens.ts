// The two tokens of a signed-in device: the short one in memory, the long one shared by all tabs.
import type { SessionReply } from "@/wire"

const KEY = "souk.refresh_token"
/** A token this close to its end is not worth connecting with. */
const MARGIN = 5_000

let access: { token: string; expiresAt: number } | null = null

export function accessToken(now = Date.now()): string | null {
  return access && access.expiresAt - MARGIN > now ? access.token : null
}

export function forgetAccess(): void {
  access = null
}

export function refreshToken(): string | null {
  return localStorage.getItem(KEY)
}

/** Keep what the server gave; returns milliseconds until the access token should be renewed. */
export function keepTokens(given: Pick<SessionReply, "access_token" | "refresh_token" | "expires_in">): number {
  const life = given.expires_in * 1000
  access = { token: given.access_token, expiresAt: Date.now() + life }
  localStorage.setItem(KEY, given.refresh_token)
  return Math.max(1_000, life - Math.min(60_000, life / 4))
}

export function dropTokens(): void {
  access = null
  localStorage.removeItem(KEY)
}

/** Another tab signed in, refreshed or signed out. */
export function onOtherTab(changed: (token: string | null) => void): void {
  addEventListener("storage", (event) => {
    if (event.key === KEY) changed(event.newValue)
  })
}

/**
 * One tab at a time: a refresh token used twice looks stolen and ends the session on every device of its family.
 * Browsers offer the lock on secure origins only; elsewhere a single tab is the best that can be done.
 */
export function aloneAmongTabs<T>(work: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as LockManager | undefined
  return locks ? (locks.request("souk.refresh", work) as Promise<T>) : work()
}
