import { flushPromises } from "@vue/test-utils"
import { createPinia, setActivePinia } from "pinia"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { aListing, show } from "@/testing"
import { ask, type ListingView, onPush, onResume } from "@/wire"
import MyBids from "./MyBids.vue"

vi.mock("@/wire", async (original) => ({ ...(await original<object>()), ask: vi.fn(), onPush: vi.fn(), onResume: vi.fn() }))

const pushes = new Map<string, (push: object) => void>()
let mine: { listing: ListingView; standing: string; maximum: object }[]

const lamp = (id: string, title: string) => ({
  listing: aListing({ id, title }),
  standing: "leading",
  maximum: { amount: 5000, currency: "CNY" },
})

async function hear(name: string, push: object): Promise<void> {
  pushes.get(name)?.(push)
  await flushPromises()
}

describe("my bids", () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    mine = [lamp("a", "Brass lamp"), lamp("b", "Oak lamp")]
    vi.mocked(ask).mockReset().mockImplementation(() => Promise.resolve({ items: mine, next_cursor: null }) as never)
    vi.mocked(onResume).mockReturnValue(() => undefined)
    vi.mocked(onPush).mockImplementation((name, handler) => {
      pushes.set(name, handler as (push: object) => void)
      return () => pushes.delete(name)
    })
  })

  it("are read anew when a moderator removes one of them", async () => {
    const page = show(MyBids)
    await flushPromises()
    expect(page.text()).toContain("Brass lamp")
    mine = [lamp("b", "Oak lamp")]
    await hear("listing:removed", { listing: aListing({ id: "a" }) })
    expect(page.text()).not.toContain("Brass lamp")
    expect(page.text()).toContain("Oak lamp")
  })

  it("stay as they are when something else is removed", async () => {
    show(MyBids)
    await flushPromises()
    await hear("listing:removed", { listing: aListing({ id: "other" }) })
    expect(vi.mocked(ask)).toHaveBeenCalledTimes(1)
  })
})
