import { describe, expect, it } from "vitest"
import type { ListingView } from "@/wire"
import { type Draft, emptyDraft, faultsOf, toRequest, toRevision } from "./draft"

const draft: Draft = {
  ...emptyDraft(),
  title: "  Cafe\u0301 table ",
  description: "Solid oak.",
  category: "tables",
  attributes: { material: "wood", colour: "" },
  price: "120.5",
  fee: "15",
}

describe("draft", () => {
  it("names what is missing", () => {
    expect(faultsOf({ ...emptyDraft(), stock: "0", delivery: [] }, "CNY")).toEqual({
      title: "sell.needTitle",
      description: "sell.needText",
      category: "sell.needCategory",
      "sale.price": "sell.needPrice",
      "sale.stock": "sell.needStock",
      delivery: "sell.needDelivery",
    })
    expect(faultsOf(draft, "CNY")).toEqual({})
  })

  it("counts characters after composing them, as the server does", () => {
    expect(faultsOf({ ...draft, title: "e\u0301".repeat(100) }, "CNY")).toEqual({})
    expect(faultsOf({ ...draft, title: "😀".repeat(101) }, "CNY").title).toBe("sell.longTitle")
  })

  it("needs a place to meet up, and no decimals where the currency has none", () => {
    expect(faultsOf({ ...draft, delivery: ["meetup"] }, "CNY").location).toBe("sell.needPlace")
    expect(faultsOf({ ...draft, price: "9.5" }, "JPY")["sale.price"]).toBe("sell.needPrice")
  })

  it("becomes a request in minor units, without what was left empty", () => {
    expect(toRequest(draft, "CNY")).toEqual({
      title: "Café table",
      description: "Solid oak.",
      category: "tables",
      condition: "good",
      pictures: [],
      delivery: ["ship"],
      attributes: { material: "wood" },
      shipping_fee: { amount: 1500, currency: "CNY" },
      sale: { kind: "fixed", price: { amount: 12050, currency: "CNY" }, stock: 1, offers: false },
    })
  })

  it("drops the fee when nothing is shipped", () => {
    const point = { type: "Point" as const, coordinates: [1, 2] as [number, number] }
    expect(toRequest({ ...draft, delivery: ["meetup"], location: point }, "CNY").shipping_fee).toBeUndefined()
  })

  it("revises only what changed, naming the version it was read at", () => {
    const listing = {
      id: "l1",
      version: 7,
      title: "Café table",
      description: "Solid oak.",
      category: "tables",
      attributes: { material: "wood" },
      condition: "good",
      pictures: [],
      sale: { kind: "fixed", price: { amount: 12050, currency: "CNY" }, stock: 1, offers: false },
      delivery: ["ship"],
      price: { amount: 12050, currency: "CNY" },
      stock: 1,
      shipping_fee: { amount: 1500, currency: "CNY" },
    } as unknown as ListingView
    expect(toRevision({ ...draft, title: "Oak table", price: "99" }, listing)).toEqual({
      listing_id: "l1",
      version: 7,
      title: "Oak table",
      sale: { kind: "fixed", price: { amount: 9900, currency: "CNY" }, stock: 1, offers: false },
    })
  })
})

describe("draft of an auction", () => {
  const auction: Draft = { ...draft, kind: "auction", price: "10", reserve: "50", softClose: "300" }

  it("becomes terms with an end on a round moment", () => {
    const { sale } = toRequest(auction, "CNY")
    expect(sale).toMatchObject({
      kind: "auction",
      start: { amount: 1000, currency: "CNY" },
      reserve: { amount: 5000, currency: "CNY" },
      soft_close_seconds: 300,
    })
    expect(sale).not.toHaveProperty("buy_now")
    expect(sale.kind === "auction" && Date.parse(sale.ends_at) % 5000).toBe(0)
    expect(sale.kind === "auction" && Date.parse(sale.ends_at)).toBeLessThanOrEqual(Date.now() + Number(auction.duration) * 1000)
  })

  it("names an amount that is none", () => {
    expect(faultsOf({ ...auction, reserve: "much" }, "CNY")["sale.reserve"]).toBe("sell.needPrice")
    expect(faultsOf({ ...auction, kind: "fixed", offers: true, floor: "much" }, "CNY")["sale.offer_floor"]).toBe("sell.needPrice")
  })
})
