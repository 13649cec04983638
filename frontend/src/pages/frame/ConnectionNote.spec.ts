import { beforeEach, describe, expect, it, vi } from "vitest"
import { nextTick } from "vue"
import { show } from "@/testing"
import { become } from "@/wire"
import ConnectionNote from "./ConnectionNote.vue"

async function after(ms: number) {
  await vi.advanceTimersByTimeAsync(ms)
  await nextTick()
}

describe("connection note", () => {
  beforeEach(() => {
    vi.useFakeTimers()
    become("online")
  })

  it("is silent while all is well and through a blink", async () => {
    const note = show(ConnectionNote)
    expect(note.text()).toBe("")
    become("reconnecting", { retryAt: Date.now() + 300 })
    await after(600)
    expect(note.text()).toBe("")
  })

  it("counts to the next attempt and offers to try now", async () => {
    const note = show(ConnectionNote)
    become("reconnecting", { retryAt: Date.now() + 6_000 })
    await after(2_000)
    expect(note.text()).toContain("Next try in 4 s.")
    expect(note.get("button").text()).toBe("Try now")
    await after(5_000)
    expect(note.text()).toContain("Trying again")
  })

  it.each([
    ["offline", {}, "You are offline"],
    ["draining", {}, "being renewed"],
    ["refused", { refusal: "banned" }, "banned"],
    ["refused", { refusal: "upgrade_required" }, "Reload"],
  ] as const)("says %s %o", async (status, more, said) => {
    const note = show(ConnectionNote)
    become(status, more)
    await after(0)
    expect(note.text()).toContain(said)
  })
})
