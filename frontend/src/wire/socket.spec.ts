import { beforeEach, describe, expect, it, vi } from "vitest"
import type { PushTable } from "./pushes"

type Ack = (answer: unknown) => void
type Listener = (...args: unknown[]) => void

/** As much of the stock client as the wire uses, driven by the test. */
class FakeSocket {
  connected = false
  recovered = false
  sent: { name: string; body: Record<string, unknown> }[] = []
  opened = 0
  answers: ((name: string, body: Record<string, unknown>) => unknown)[] = []
  private listeners = new Map<string, Listener>()

  on(name: string, listener: Listener) {
    this.listeners.set(name, listener)
  }

  fire(name: string, ...args: unknown[]) {
    this.listeners.get(name)?.(...args)
  }

  connect() {
    this.opened += 1
  }

  async stand(recovered = false) {
    this.connected = true
    this.recovered = recovered
    this.fire("connect")
    await vi.advanceTimersByTimeAsync(0)
  }

  drop(reason = "transport close") {
    this.connected = false
    this.fire("disconnect", reason)
  }

  timeout() {
    return {
      emitWithAck: (name: string, body: Record<string, unknown>) => {
        if (name === "server:time") return Promise.resolve({ ok: true, data: { now: new Date().toISOString() } })
        this.sent.push({ name, body })
        const answer = this.answers.shift()
        return new Promise((resolve: Ack, reject) => {
          const given = answer?.(name, body)
          if (given === undefined) reject(new Error("operation has timed out"))
          else resolve(given)
        })
      },
    }
  }
}

const made: { socket: FakeSocket; options: { auth: (give: (auth: object) => void) => void } }[] = []
vi.mock("socket.io-client", () => ({
  io: (options: never) => {
    const socket = new FakeSocket()
    made.push({ socket, options })
    return socket
  },
}))

const identity = { token: vi.fn<() => string | null>(), forget: vi.fn(), restore: vi.fn<() => Promise<void>>() }
const refuse = (code: string, more = {}) => ({ ok: false, error: { code, message: code, ...more } })
const grant = (data: unknown) => ({ ok: true, data })

async function fresh() {
  vi.resetModules()
  made.length = 0
  identity.token.mockReturnValue(null)
  identity.restore.mockResolvedValue()
  const wire = await import("./index")
  const deliver = vi.fn()
  wire.connect(identity, { "feed:moved": deliver } as unknown as PushTable)
  const [{ socket, options }] = made as [(typeof made)[number]]
  return { wire, socket, options, deliver }
}

describe("the socket", () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })

  it("waits for the connection, then asks and gives the data of the ack", async () => {
    const { wire, socket } = await fresh()
    socket.answers.push(() => grant({ items: [], next_cursor: null }))
    const page = wire.ask("listing:browse", { limit: 3 })
    await vi.advanceTimersByTimeAsync(100)
    expect(socket.sent).toEqual([])
    await socket.stand()
    expect(await page).toEqual({ items: [], next_cursor: null })
    expect(wire.connection.status).toBe("online")
  })

  it("throws refusals with code, wait and fields, and does not ask again", async () => {
    const { wire, socket } = await fresh()
    await socket.stand()
    socket.answers.push(() => refuse("invalid_payload", { fields: { title: "Too long." } }))
    const refusal = await wire.ask("account:login", { handle: "a", password: "b" }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(wire.Refusal)
    expect(refusal).toMatchObject({ code: "invalid_payload", fields: { title: "Too long." } })
    expect(socket.sent).toHaveLength(1)
  })

  it("keeps the request id over retries when the outcome is unknown", async () => {
    const { wire, socket } = await fresh()
    await socket.stand()
    socket.answers.push(
      () => undefined,
      () => refuse("unconfirmed"),
      () => grant({ listing: { id: "l" } }),
    )
    const published = wire.ask("listing:publish", {} as never)
    await vi.runAllTimersAsync()
    expect(await published).toEqual({ listing: { id: "l" } })
    const ids = socket.sent.map(({ body }) => body.request_id)
    expect(ids).toHaveLength(3)
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/)
  })

  it("does not repeat a request that may have acted and that the server would not recognise", async () => {
    const { wire, socket } = await fresh()
    await socket.stand()
    await expect(wire.ask("account:refresh", { refresh_token: "r" })).rejects.toMatchObject({ code: "no_answer" })
    expect(socket.sent).toHaveLength(1)
  })

  it("waits as long as the server says before it repeats what was not executed", async () => {
    const { wire, socket } = await fresh()
    await socket.stand()
    socket.answers.push(
      () => refuse("slow_down", { retry_after: 1 }),
      () => grant({ account: {} }),
    )
    const reply = wire.ask("account:update", { version: 1 })
    await vi.advanceTimersByTimeAsync(900)
    expect(socket.sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(await reply).toEqual({ account: {} })
  })

  it("tries a little while a part of the server is away, and then says so", async () => {
    const { wire, socket } = await fresh()
    await socket.stand()
    socket.answers.push(
      () => refuse("unavailable"),
      () => grant({ account: {} }),
    )
    const reply = wire.ask("account:login", { handle: "a", password: "b" })
    await vi.runAllTimersAsync()
    expect(await reply).toEqual({ account: {} })

    socket.answers.push(...Array.from({ length: 5 }, () => () => refuse("unavailable")))
    const refused = expect(wire.ask("search:query", { q: "" })).rejects.toMatchObject({ code: "unavailable" })
    await vi.runAllTimersAsync()
    await refused
    expect(socket.sent).toHaveLength(5)
  })

  it("does not hide a long wait", async () => {
    const { wire, socket } = await fresh()
    await socket.stand()
    socket.answers.push(() => refuse("slow_down", { retry_after: 40 }))
    await expect(wire.ask("account:login", { handle: "a", password: "b" })).rejects.toMatchObject({ retry_after: 40 })
    expect(socket.sent).toHaveLength(1)
  })

  it("gives up as offline when no connection comes in time", async () => {
    const { wire } = await fresh()
    const refused = expect(wire.ask("server:time", {}, { patience: 500 })).rejects.toMatchObject({ code: "offline" })
    await vi.advanceTimersByTimeAsync(600)
    await refused
  })

  it("connects again by itself and says when; areas fetch anew unless everything was replayed", async () => {
    const { wire, socket } = await fresh()
    const lost = vi.fn()
    wire.onResume(lost)
    await socket.stand()
    expect(lost).not.toHaveBeenCalled()

    socket.drop()
    expect(wire.connection.status).toBe("reconnecting")
    expect(wire.connection.retryAt).toBeGreaterThan(Date.now())
    await vi.advanceTimersByTimeAsync(1_000)
    expect(socket.opened).toBe(2)
    await socket.stand(true)
    expect(lost).not.toHaveBeenCalled()

    socket.drop()
    await vi.advanceTimersByTimeAsync(1_000)
    await socket.stand(false)
    expect(lost).toHaveBeenCalledExactlyOnceWith(null)
  })

  it("drops a token the server does not take, and connects without", async () => {
    const { wire, socket, options } = await fresh()
    identity.token.mockReturnValue("old")
    const give = vi.fn()
    options.auth(give)
    expect(give).toHaveBeenCalledWith({ protocol: 1, token: "old" })

    socket.fire("connect_error", Object.assign(new Error("no"), { data: { code: "token_expired" } }))
    expect(identity.forget).toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(0)
    expect(socket.opened).toBe(2)
    expect(wire.connection.status).not.toBe("refused")
  })

  it("stops when the account is banned", async () => {
    const { wire, socket } = await fresh()
    socket.fire("connect_error", Object.assign(new Error("no"), { data: { code: "banned" } }))
    expect(wire.connection).toMatchObject({ status: "refused", refusal: "banned" })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(socket.opened).toBe(1)
    await expect(wire.ask("server:time", {})).rejects.toMatchObject({ code: "offline" })
  })

  it("says offline and online as the device does, even when the transport lived through it", async () => {
    const { wire, socket } = await fresh()
    await socket.stand()
    dispatchEvent(new Event("offline"))
    expect(wire.connection.status).toBe("offline")
    dispatchEvent(new Event("online"))
    expect(wire.connection.status).toBe("online")
  })

  it("asks nothing before the identity is restored, except what restores it", async () => {
    const { wire, socket } = await fresh()
    let restored!: () => void
    identity.restore.mockReturnValue(new Promise((resolve) => (restored = resolve)))
    socket.answers.push(() => grant({ account: {} }))
    await socket.stand()
    expect(wire.connection.status).toBe("connecting")
    await wire.ask("account:refresh", { refresh_token: "r" }, { urgent: true })
    expect(socket.sent).toHaveLength(1)
    restored()
    await vi.advanceTimersByTimeAsync(0)
    expect(wire.connection.status).toBe("online")
  })

  it("hands pushes to the table first and to listeners after", async () => {
    const { wire, socket, deliver } = await fresh()
    const order: string[] = []
    deliver.mockImplementation(() => order.push("table"))
    const stop = wire.onPush("feed:moved", ({ count }) => order.push(`listener ${count}`))
    socket.fire("feed:moved", { count: 4 }, "offset-ignored")
    stop()
    socket.fire("feed:moved", { count: 5 })
    expect(order).toEqual(["table", "listener 4", "table"])
  })
})
