import { createPinia, setActivePinia } from "pinia"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { aListing } from "@/testing"
import { ask } from "@/wire"
import { useWatchlist } from "./watchlist"

vi.mock("@/wire", async (original) => ({ ...(await original<object>()), ask: vi.fn() }))

describe("watchlist", () => {
  beforeEach(() => {
    localStorage.clear()
    setActivePinia(createPinia())
    vi.mocked(ask).mockImplementation(() => Promise.resolve({ listing: aListing() }) as never)
  })

  it("joins the room of what is added and leaves it again", () => {
    const watchlist = useWatchlist()
    watchlist.add(aListing())
    expect(watchlist.has("l1")).toBe(true)
    expect(ask).toHaveBeenCalledWith("listing:watch", { listing_id: "l1" })
    watchlist.remove("l1")
    expect(ask).toHaveBeenLastCalledWith("listing:unwatch", { listing_id: "l1" })
  })

  it("has news of prices and of what is gone, once each, and of nothing else", () => {
    const watchlist = useWatchlist()
    watchlist.add(aListing())
    const cheaper = { price: { amount: 9900, currency: "CNY" } }
    expect(watchlist.newsOf(aListing({ version: 2, title: "Brass lamp!" }))).toBeNull()
    expect(watchlist.newsOf(aListing({ version: 3, ...cheaper }))?.kind).toBe("price")
    expect(watchlist.newsOf(aListing({ version: 3, ...cheaper }))).toBeNull()
    expect(watchlist.newsOf(aListing({ version: 4, ...cheaper, state: "sold" }))?.kind).toBe("sold")
    expect(watchlist.newsOf(aListing({ id: "other", state: "sold" }))).toBeNull()
  })
})
