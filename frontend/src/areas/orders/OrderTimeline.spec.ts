import { expect, it } from "vitest"
import { anOrder, show } from "@/testing"
import OrderTimeline from "./OrderTimeline.vue"

it("tells who did what, with their reasons, and what comes by itself", () => {
  const at = "2026-05-02T12:00:00.000Z"
  const order = anOrder({
    state: "disputed",
    history: [
      ...anOrder().history,
      { from: "shipped", to: "disputed", event: "order:dispute", by: "buyer", at, reason: "It is broken." },
      { from: "disputed", to: "disputed", event: "order:dispute", by: "seller", at, reason: "It was whole." },
    ],
    next_automatic: { event: "order:close_dispute", at: new Date(Date.now() + 3 * 86_400_000 + 60_000).toISOString() },
  })
  const said = show(OrderTimeline, { order }).text()
  for (const words of ["Bo ordered it", "Bo complained", "It is broken.", "Mei answered the complaint", "It was whole.", "3 days"])
    expect(said).toContain(words)
})
