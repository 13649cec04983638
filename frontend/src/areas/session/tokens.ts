// The two tokens of a signed-in device: the short one of this tab, the long one shared by all tabs.
import type { SessionReply } from "@/wire"

const REFRESH = "souk.refresh_token"
const ACCESS = "souk.access_token"
/** A token this close to its end is not worth connecting with. */
const MARGIN = 5_000

interface Access {
  token: string
  expiresAt: number
}

/**
 * The access token outlives a reload of its tab, and dies with the tab. Were it in memory alone, every reload would
 * spend the refresh token, and a reload amid that would lose the new one and end the session.
 */
function access(): Access | null {
  try {
    return JSON.parse(sessionStorage.getItem(ACCESS) ?? "null") as Access | null
  } catch {
    return null
  }
}

export function accessToken(now = Date.now()): string | null {
  const held = access()
  return held && refreshToken() && held.expiresAt - MARGIN > now ? held.token : null
}

export function forgetAccess(): void {
  sessionStorage.removeItem(ACCESS)
}

export function refreshToken(): string | null {
  return localStorage.getItem(REFRESH)
}

export function keepTokens(given: Pick<SessionReply, "access_token" | "refresh_token" | "expires_in">, now = Date.now()): void {
  const held: Access = { token: given.access_token, expiresAt: now + given.expires_in * 1000 }
  sessionStorage.setItem(ACCESS, JSON.stringify(held))
  localStorage.setItem(REFRESH, given.refresh_token)
}

/** Milliseconds until the access token should be renewed: a minute before its end, sooner if it is short-lived. */
export function renewIn(now = Date.now()): number {
  const left = (access()?.expiresAt ?? now) - now
  return Math.max(1_000, left - Math.min(60_000, left / 4))
}

export function dropTokens(): void {
  forgetAccess()
  localStorage.removeItem(REFRESH)
}

/** Another tab signed in, refreshed or signed out. */
export function onOtherTab(changed: (token: string | null) => void): void {
  addEventListener("storage", (event) => {
    if (event.key === REFRESH) changed(event.newValue)
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
