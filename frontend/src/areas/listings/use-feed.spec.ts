import { createPinia, setActivePinia } from "pinia"
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest"
import { effectScope, nextTick, ref } from "vue"
import { aListing } from "@/testing"
import { ask, type ListingView, onPush, onResume } from "@/wire"
import { useMarket } from "./market"
import { useListings } from "./store"
import { type FeedFilter, useFeed } from "./use-feed"

vi.mock("@/wire", async (original) => ({ ...(await original<object>()), ask: vi.fn(), onPush: vi.fn(), onResume: vi.fn() }))

const asked = vi.mocked(ask)
let pages: ListingView[][] = []
let published: (listing: ListingView) => void
let resume: () => void

const listing = (id: string, category = "lamps") => aListing({ id, category })
const names = () => asked.mock.calls.map(([name]) => name)
const settle = () => vi.waitFor(() => expect(asked.mock.settledResults.every(({ type }) => type !== "incomplete")).toBe(true))

async function open(filter: Partial<FeedFilter> = {}) {
  const state = ref<FeedFilter>({ category: "", sort: "newest", ...filter })
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const feed = scope.run(() => useFeed(state))
  if (!feed) throw new Error("no scope")
  await settle()
  return { feed, state, scope, ids: () => feed.items.value.map((item) => item.id) }
}

describe("feed", () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    pages = [[listing("c"), listing("b")], [listing("a")]]
    asked.mockReset().mockImplementation((name, body) => {
      if (name !== "listing:browse") return Promise.resolve({}) as never
      const at = Number((body as { cursor?: string }).cursor ?? 0)
      return Promise.resolve({ items: pages[at] ?? [], next_cursor: at + 1 < pages.length ? String(at + 1) : null }) as never
    })
    vi.mocked(onPush).mockImplementation((name, handler) => {
      if (name === "listing:published") published = (view) => (handler as (push: object) => void)({ listing: view })
      return () => undefined
    })
    vi.mocked(onResume).mockImplementation((handler) => {
      resume = () => handler(null)
      return () => undefined
    })
    const text = { en: "", zh: "" }
    vi.spyOn(useMarket(), "within").mockImplementation((id, top) => id === top || (id === "lamps" && top === "home"))
    useMarket().categories = [{ id: "lamps", parent: "home", name: text, attributes: [] }]
  })

  it("joins the stream before it reads the list, and leaves when it goes", async () => {
    const { scope, ids } = await open({ category: "home" })
    expect(names().slice(0, 2)).toEqual(["feed:watch", "listing:browse"])
    expect(ids()).toEqual(["c", "b"])
    scope.stop()
    expect(asked.mock.lastCall).toEqual(["feed:unwatch", { category: "home" }])
  })

  it("reads page after page to the end", async () => {
    const { feed, ids } = await open()
    await feed.loadMore()
    expect(ids()).toEqual(["c", "b", "a"])
    expect(feed.more.value).toBe(false)
    await feed.loadMore()
    expect(names().filter((name) => name === "listing:browse")).toHaveLength(2)
  })

  it("keeps what arrives apart, of its own category only", async () => {
    const { feed, ids } = await open({ category: "home" })
    useListings().put(listing("d"))
    published(listing("d"))
    published(listing("x", "laptops"))
    expect(feed.fresh.value).toBe(1)
    expect(ids()).toEqual(["c", "b"])
    await feed.showFresh()
    expect(ids()).toEqual(["d", "c", "b"])
    expect(feed.fresh.value).toBe(0)
  })

  it("starts over when the filter changes", async () => {
    const { state } = await open()
    pages = [[listing("z")]]
    state.value = { category: "home", sort: "price" }
    await nextTick()
    await settle()
    expect(asked).toHaveBeenCalledWith("feed:unwatch", {})
    expect(asked).toHaveBeenCalledWith("feed:watch", { category: "home" })
    expect(asked.mock.lastCall?.[1]).toMatchObject({ category: "home", sort: "price" })
  })

  it("after a gap joins again and counts what it missed", async () => {
    const { feed, ids } = await open()
    asked.mockClear()
    pages = [[listing("e"), listing("d"), listing("c")]]
    resume()
    await vi.waitFor(() => expect(feed.fresh.value).toBe(2))
    expect(names()[0]).toBe("feed:watch")
    expect(ids()).toEqual(["c", "b"])
  })
})
