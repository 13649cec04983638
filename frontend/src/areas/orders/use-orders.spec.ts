import { flushPromises } from "@vue/test-utils"
import { createPinia, setActivePinia } from "pinia"
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest"
import { effectScope, nextTick, ref } from "vue"
import { anOrder } from "@/testing"
import { ask, onPush, onResume, type OrderView } from "@/wire"
import type { OrderFilter } from "./list"
import { useOrders } from "./store"
import { useOrderList } from "./use-orders"

vi.mock("@/wire", async (original) => ({ ...(await original<object>()), ask: vi.fn(), onPush: vi.fn(), onResume: vi.fn() }))

const asked = vi.mocked(ask)
const at = (day: number) => `2026-05-0${day}T00:00:00.000Z`
const order = (id: string, day: number, more: Partial<OrderView> = {}) => anOrder({ id, created_at: at(day), ...more })
let pages: OrderView[][] = []
let push: (order: OrderView) => void
let resume: () => void

async function open(filter: Partial<OrderFilter> = {}) {
  const state = ref<OrderFilter>({ role: "buyer", state: "", me: "b1", ...filter })
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const list = scope.run(() => useOrderList(state))
  if (!list) throw new Error("no scope")
  await flushPromises()
  return { list, state, ids: () => list.items.value.map(({ id }) => id) }
}

describe("list of orders", () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    pages = [[order("c", 3), order("b", 2)], [order("a", 1)]]
    asked.mockReset().mockImplementation((_, body) => {
      const page = Number((body as { cursor?: string }).cursor ?? 0)
      const next_cursor = page + 1 < pages.length ? String(page + 1) : null
      return Promise.resolve({ items: pages[page] ?? [], next_cursor }) as never
    })
    vi.mocked(onPush).mockImplementation((_, handler) => {
      push = (view) => {
        useOrders().put(view)
        ;(handler as (push: object) => void)({ order: view })
      }
      return () => undefined
    })
    vi.mocked(onResume).mockImplementation((handler) => {
      resume = () => handler(null)
      return () => undefined
    })
  })

  it("goes on for as long as there are more", async () => {
    const { list, ids } = await open()
    expect(ids()).toEqual(["c", "b"])
    await list.loadMore()
    expect(ids()).toEqual(["c", "b", "a"])
    expect(list.more.value).toBe(false)
  })

  it("takes in what is placed meanwhile, and not what others sell or buy", async () => {
    const { ids } = await open()
    push(order("d", 4))
    push(order("x", 5, { buyer: anOrder().seller, seller: anOrder().buyer }))
    expect(ids()).toEqual(["d", "c", "b"])
  })

  it("starts over in another state, and lets go what leaves it", async () => {
    const { state, ids } = await open()
    state.value = { ...state.value, state: "created" }
    await nextTick()
    await flushPromises()
    expect(asked.mock.lastCall?.[1]).toMatchObject({ role: "buyer", state: "created" })
    push(order("c", 3, { version: 2, state: "paid" }))
    expect(ids()).toEqual(["b"])
  })

  it("is fetched anew after a gap", async () => {
    const { ids } = await open()
    pages = [[order("e", 5), order("c", 3)]]
    resume()
    await flushPromises()
    expect(ids()).toEqual(["e", "c"])
  })
})
