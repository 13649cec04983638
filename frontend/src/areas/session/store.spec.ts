import { createPinia, setActivePinia } from "pinia"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { ask, Refusal, type SessionReply } from "@/wire"
import { useSession } from "./store"
import { dropTokens, keepTokens, refreshToken } from "./tokens"

vi.mock("@/wire", async (original) => ({ ...(await original<object>()), ask: vi.fn() }))

const asked = vi.mocked(ask)
const account = {
  id: "a",
  version: 1,
  handle: "ann",
  display_name: "Ann",
  bio: "",
  badge: { points: 0, level: "grey" },
  joined_at: "2026-01-01T00:00:00.000Z",
  roles: ["user"],
  permissions: ["market.trade"],
} as SessionReply["account"]
const reply = (n: number): SessionReply => ({ account, access_token: `a${n}`, refresh_token: `r${n}`, expires_in: 900 })

describe("session", () => {
  beforeEach(() => {
    vi.useFakeTimers()
    asked.mockReset().mockResolvedValue({} as never)
    dropTokens()
    setActivePinia(createPinia())
  })

  it("is nobody without tokens, and says so at once", async () => {
    const session = useSession()
    await session.identity.restore()
    await session.whenSettled
    expect(session.signedIn).toBe(false)
    expect(asked).not.toHaveBeenCalled()
  })

  it("goes on with the access token of the tab", async () => {
    keepTokens(reply(1))
    asked.mockResolvedValueOnce({ account } as never)
    const session = useSession()
    expect(session.identity.token()).toBe("a1")
    await session.identity.restore()
    expect(asked.mock.calls.map(([name]) => name)).toEqual(["account:me"])
    expect(session.has("market.trade")).toBe(true)
  })

  it("refreshes on the open socket when there is no access token, once for all who ask", async () => {
    localStorage.setItem("souk.refresh_token", "r1")
    asked.mockResolvedValueOnce(reply(2) as never)
    const session = useSession()
    await Promise.all([session.identity.restore(), session.identity.restore()])
    expect(asked).toHaveBeenCalledExactlyOnceWith("account:refresh", { refresh_token: "r1" }, { urgent: true })
    expect(refreshToken()).toBe("r2")
  })

  it("renews before the access token ends", async () => {
    asked.mockResolvedValueOnce(reply(1) as never)
    const session = useSession()
    await session.login({ handle: "ann", password: "secret words" })
    asked.mockResolvedValueOnce(reply(2) as never)
    await vi.advanceTimersByTimeAsync(841_000)
    expect(asked.mock.lastCall?.slice(0, 2)).toEqual(["account:refresh", { refresh_token: "r1" }])
    expect(session.identity.token()).toBe("a2")
  })

  it("keeps the session through a passing fault, and ends it when the server says so", async () => {
    asked.mockResolvedValueOnce(reply(1) as never)
    const session = useSession()
    await session.login({ handle: "ann", password: "secret words" })
    asked.mockRejectedValueOnce(new Refusal("unavailable", "away"))
    await vi.advanceTimersByTimeAsync(841_000)
    expect(session.signedIn).toBe(true)
    asked.mockRejectedValueOnce(new Refusal("token_invalid", "revoked"))
    await vi.advanceTimersByTimeAsync(11_000)
    expect(session.signedIn).toBe(false)
    expect(session.ended).toBe(true)
    expect(refreshToken()).toBeNull()
  })

  it("follows another tab that signs out", async () => {
    asked.mockResolvedValueOnce(reply(1) as never)
    const session = useSession()
    await session.login({ handle: "ann", password: "secret words" })
    asked.mockResolvedValueOnce({} as never)
    dispatchEvent(new StorageEvent("storage", { key: "souk.refresh_token", newValue: null }))
    expect(session.signedIn).toBe(false)
  })
})
