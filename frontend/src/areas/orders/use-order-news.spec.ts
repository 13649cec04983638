import { beforeEach, expect, it, vi } from "vitest"
import { defineComponent } from "vue"
import { useSession } from "@/areas/session"
import { anOrder, show } from "@/testing"
import { onPush, type OrderView, type OwnAccountView } from "@/wire"
import { useOrderNews } from "./use-order-news"

vi.mock("@/wire", async (original) => ({ ...(await original<object>()), onPush: vi.fn() }))

const tell = vi.fn()
let push: (order: OrderView) => void
const now = () => new Date().toISOString()

beforeEach(() => {
  tell.mockReset()
  vi.mocked(onPush).mockImplementation((_, handler) => {
    push = (order) => (handler as (push: object) => void)({ order })
    return () => undefined
  })
  show(defineComponent(() => (useOrderNews(tell), () => null)))
  useSession().account = { ...anOrder().seller } as OwnAccountView
})

it("tells what the other party did, once, and not what one did oneself", () => {
  const placed = anOrder({ history: [{ from: null, to: "created", event: "order:place", by: "buyer", at: now() }] })
  push(placed)
  push({ ...placed, version: 2 })
  expect(tell.mock.calls).toEqual([["Brass lamp: Bo ordered it"]])
  push({ ...placed, history: [...placed.history, { from: "paid", to: "shipped", event: "order:ship", by: "seller", at: now() }] })
  expect(tell).toHaveBeenCalledOnce()
})

it("does not warm up what is long past", () => {
  push(anOrder())
  expect(tell).not.toHaveBeenCalled()
})
