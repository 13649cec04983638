import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { effectScope, type EffectScope, nextTick, ref } from "vue"
import type { Happening, ModerationEvent } from "@/wire"
import { useBoard } from "./use-board"

const wire = vi.hoisted(() => ({
  asked: [] as [string, unknown][],
  listeners: new Map<string, (push: unknown) => void>(),
}))

vi.mock("@/wire", () => ({
  ask: (name: string, body: unknown) => {
    wire.asked.push([name, body])
    return Promise.resolve({ rates: rates(0), health: { redis: "ok" } })
  },
  asRefusal: (error: unknown) => error,
  onPush: (name: string, handler: (push: unknown) => void) => {
    wire.listeners.set(name, handler)
    return () => wire.listeners.delete(name)
  },
  onResume: () => () => undefined,
}))

const rates = (listings: number) => ({ listings, searches: 0, bids: 0, orders: 0, payments: 0, refusals: 0, sockets: 1 })
const event = (id: string): ModerationEvent => ({
  kind: "listing_published",
  at: "2026-11-23T00:00:00.000Z",
  subject: { kind: "listing", id, title: "Lamp" },
  summary: "Lamp",
})
const push = (name: string, body: unknown) => wire.listeners.get(name)?.(body)

describe("the board", () => {
  let scope: EffectScope
  const kinds = ref<Happening[]>([])
  let board: ReturnType<typeof useBoard>

  beforeEach(async () => {
    vi.useFakeTimers()
    wire.asked = []
    kinds.value = []
    scope = effectScope()
    board = scope.run(() => useBoard(kinds)) as ReturnType<typeof useBoard>
    await nextTick()
  })

  afterEach(() => {
    scope.stop()
    vi.useRealTimers()
  })

  it("draws a burst once", async () => {
    let drawn = 0
    const { watch } = await import("vue")
    scope.run(() => watch(board.events, () => (drawn += 1)))
    for (let number = 0; number < 500; number += 1) push("moderation:event", event(`l${number}`))
    await vi.advanceTimersByTimeAsync(300)
    expect(board.events.value).toHaveLength(500)
    expect(board.events.value[0]?.subject.id).toBe("l499")
    expect(drawn).toBe(1)
  })

  it("stands still while paused, and catches up", async () => {
    board.paused.value = true
    await nextTick()
    push("moderation:event", event("a"))
    push("moderation:event", event("b"))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(board.events.value).toEqual([])
    expect(board.waiting.value).toBe(2)
    board.paused.value = false
    await nextTick()
    expect(board.events.value.map((each) => each.subject.id)).toEqual(["b", "a"])
    expect(board.waiting.value).toBe(0)
  })

  it("asks for other kinds when they change, and for no more when it is left", async () => {
    kinds.value = ["case_opened"]
    await nextTick()
    scope.stop()
    expect(wire.asked).toEqual([
      ["moderation:watch", {}],
      ["moderation:watch", { kinds: ["case_opened"] }],
      ["moderation:unwatch", {}],
    ])
  })

  it("remembers the rates of the last minutes and the last known health", () => {
    push("moderation:rates", { rates: rates(3), health: {} })
    expect(board.beats.value.at(-1)?.rates.listings).toBe(3)
    expect(board.health.value).toEqual({ redis: "ok" })
  })
})
