import { expect, it } from "vitest"
import { anOrder } from "@/testing"
import { stretchesOf } from "./progress"

const shown = (more: Parameters<typeof anOrder>[0]) => stretchesOf(anOrder(more)).map(({ state, how }) => `${state} ${how}`)

it("leads by parcel or by meeting to the end", () => {
  expect(shown({ state: "paid" })).toEqual(["created done", "paid here", "shipped ahead", "received ahead", "completed ahead"])
  expect(shown({ state: "received", delivery: "meetup" })).toEqual(["created done", "paid done", "received here", "completed ahead"])
  expect(shown({ state: "completed", delivery: "meetup" })).toEqual(["created done", "paid done", "received done", "completed done"])
})

it("ends where an order left its way", () => {
  const at = "2026-05-01T12:00:00.000Z"
  const history = [
    ...anOrder().history,
    { from: "created", to: "paid", event: "order:pay", by: "buyer", at } as const,
    { from: "paid", to: "cancelled", event: "order:cancel", by: "seller", at } as const,
  ]
  expect(shown({ state: "cancelled", history })).toEqual(["created done", "paid done", "cancelled off"])
})
