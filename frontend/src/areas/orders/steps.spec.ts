import { describe, expect, it } from "vitest"
import { anOrder } from "@/testing"
import { actionsOf, awaited, deedOf, emptyForm, faultsOf, meant, requestOf } from "./steps"

describe("steps of an order", () => {
  it("offers what the server allows, what leads on first, and nothing that is not asked here", () => {
    const order = anOrder({ actions: ["order:cancel", "order:dispute", "order:receive", "order:complete"] })
    expect(actionsOf(order)).toEqual(["order:receive", "order:dispute", "order:cancel"])
  })

  it("sends only what the step asks for, without spaces that were copied along", () => {
    const form = { ...emptyForm(), carrier: " EMS ", tracking_number: "EA 123 456 789 CN", reason: "not asked" }
    expect(faultsOf("order:ship", form, "CNY")).toEqual({})
    expect(requestOf("order:ship", "o1", form, "CNY")).toEqual({ order_id: "o1", carrier: "EMS", tracking_number: "EA123456789CN" })
    expect(requestOf("order:hand_over", "o1", emptyForm("123 456"), "CNY")).toEqual({ order_id: "o1", code: "123456" })
  })

  it("asks for a reason where somebody is accused or judged, and takes a cancellation without", () => {
    expect(faultsOf("order:dispute", emptyForm(), "CNY")).toEqual({ reason: "order.need.reason" })
    expect(Object.keys(faultsOf("order:resolve", emptyForm(), "CNY"))).toEqual(["outcome", "reason"])
    expect(faultsOf("order:cancel", emptyForm(), "CNY")).toEqual({})
    expect(requestOf("order:cancel", "o1", emptyForm(), "CNY")).toEqual({ order_id: "o1" })
    expect(faultsOf("order:hand_over", emptyForm("12345"), "CNY")).toEqual({ code: "order.need.code" })
  })

  it("shares only what is released, in minor units", () => {
    const form = { ...emptyForm(), outcome: "release", share: "12.5", reason: "A scratch." } as const
    expect(requestOf("order:resolve", "o1", form, "CNY")).toMatchObject({ outcome: "release", share: { amount: 1250, currency: "CNY" } })
    expect(faultsOf("order:resolve", { ...form, share: "much" }, "CNY")).toEqual({ share: "order.need.share" })
    expect(requestOf("order:resolve", "o1", { ...form, outcome: "refund" }, "CNY")).not.toHaveProperty("share")
    expect(requestOf("order:resolve", "o1", { ...form, share: "" }, "CNY")).not.toHaveProperty("share")
  })

  it("asks first where it goes, when it cannot be paid before", () => {
    const won = anOrder({ actions: ["order:address", "order:cancel"] })
    expect([awaited(won), meant("order:address", won)]).toEqual(["direct", "direct"])
    const directed = anOrder({ actions: ["order:address", "order:pay", "order:cancel"] })
    expect([awaited(directed), meant("order:address", directed)]).toEqual(["pay", "address"])
  })

  it("tells complaint from answer and refund from release", () => {
    const entry = { from: "disputed", to: "disputed", event: "order:dispute", at: "2026-01-01T00:00:00.000Z" } as const
    expect(deedOf({ ...entry, by: "buyer" })).toBe("dispute")
    expect(deedOf({ ...entry, by: "seller" })).toBe("answer")
    expect(deedOf({ ...entry, event: "order:resolve", by: "moderator", to: "refunded" })).toBe("resolve_refunded")
    expect(meant("order:dispute", anOrder({ state: "disputed" }))).toBe("answer")
    expect(meant("order:dispute", anOrder({ state: "shipped" }))).toBe("dispute")
  })
})
