import { describe, expect, it } from "vitest"
import { aListing, show } from "@/testing"
import ListingCard from "./ListingCard.vue"

describe("listing card", () => {
  it("says price, condition, place and leads to its page", () => {
    const place = { name: "Hangzhou", point: { type: "Point" as const, coordinates: [120.15, 30.27] as [number, number] } }
    const card = show(ListingCard, { listing: aListing({ place }) })
    expect(card.text()).toContain("149.50")
    expect(card.text()).toContain("Good")
    expect(card.text()).toContain("Hangzhou")
    expect(card.get("a").attributes("href")).toBe("/l/l1")
    expect(card.find(".state.sold, .state.reserved").exists()).toBe(false)
  })

  it("shows tiles in place of a picture that is missing or broken", async () => {
    const picture = { id: "m1", url: "/m1.webp", width: 800, height: 600, placeholder: "data:image/png;base64,AA==" }
    const card = show(ListingCard, { listing: aListing({ pictures: [picture] }) })
    const image = card.get("img")
    expect(image.attributes("alt")).toBe("Brass lamp")
    expect(image.attributes("style")).toContain("data:image/png")
    await image.trigger("error")
    expect(card.find("img").exists()).toBe(false)
    expect(card.find("svg.tiles").exists()).toBe(true)
  })

  it.each([
    [{ state: "sold" as const }, "Sold"],
    [{ state: "withdrawn" as const }, "Withdrawn"],
    [{ available: 0 }, "Reserved"],
  ])("says what stands in the way: %o", (more, said) => {
    expect(show(ListingCard, { listing: aListing(more) }).text()).toContain(said)
  })

  it("counts how long it is reserved, and stops when that is over", () => {
    const until = (ms: number) => ({ available: 0, reserved_until: new Date(Date.now() + ms).toISOString() })
    expect(show(ListingCard, { listing: aListing(until(125_000)) }).text()).toMatch(/Reserved · 2:0\d/)
    expect(show(ListingCard, { listing: aListing(until(-5_000)) }).text()).toMatch(/Reserved(?! for)/)
  })
})
