import { beforeEach, describe, expect, it, vi } from "vitest"
import { accessToken, aloneAmongTabs, dropTokens, forgetAccess, keepTokens, onOtherTab, refreshToken, renewIn } from "./tokens"

const given = { access_token: "a1", refresh_token: "r1", expires_in: 900 }

describe("tokens", () => {
  beforeEach(() => {
    dropTokens()
  })

  it("keeps the access token for the tab until just before its end", () => {
    keepTokens(given, 1_000_000)
    expect(accessToken(1_000_000)).toBe("a1")
    expect(accessToken(1_000_000 + 894_000)).toBe("a1")
    expect(accessToken(1_000_000 + 896_000)).toBeNull()
    forgetAccess()
    expect(accessToken(1_000_000)).toBeNull()
    expect(refreshToken()).toBe("r1")
  })

  it("renews a minute before the end, or at three quarters of a short life", () => {
    keepTokens(given, 0)
    expect(renewIn(0)).toBe(840_000)
    keepTokens({ ...given, expires_in: 40 }, 0)
    expect(renewIn(0)).toBe(30_000)
    expect(renewIn(39_900)).toBe(1_000)
  })

  it("does not connect with the token of a session that another tab has ended", () => {
    keepTokens(given)
    localStorage.removeItem("souk.refresh_token")
    expect(accessToken()).toBeNull()
  })

  it("hears what other tabs do to the shared token only", () => {
    const changed = vi.fn()
    onOtherTab(changed)
    dispatchEvent(new StorageEvent("storage", { key: "other", newValue: "x" }))
    dispatchEvent(new StorageEvent("storage", { key: "souk.refresh_token", newValue: null }))
    expect(changed).toHaveBeenCalledExactlyOnceWith(null)
  })

  it("works without locks", async () => {
    vi.stubGlobal("navigator", {})
    expect(await aloneAmongTabs(() => Promise.resolve(4))).toBe(4)
    vi.unstubAllGlobals()
  })
})
