import { flushPromises } from "@vue/test-utils"
import { createPinia, setActivePinia } from "pinia"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { effectScope, nextTick, ref } from "vue"
import { useSession } from "@/areas/session"
import { anOrder } from "@/testing"
import { ask, onResume, type OwnAccountView } from "@/wire"
import { useOrder } from "./use-order"

vi.mock("@/wire", async (original) => ({ ...(await original<object>()), ask: vi.fn(), onResume: vi.fn() }))

const asked = vi.mocked(ask)
let resume: () => void

function signIn(permissions: string[]): void {
  useSession().account = { id: "m1", permissions } as unknown as OwnAccountView
}

function open(id = ref("o1")) {
  const scope = effectScope()
  const page = scope.run(() => useOrder(id))
  if (!page) throw new Error("no scope")
  return { ...page, id, close: () => scope.stop() }
}

describe("an order on its page", () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    asked.mockReset().mockImplementation((_, body) => Promise.resolve({ order: anOrder({ id: (body as { order_id: string }).order_id }) }) as never)
    vi.mocked(onResume).mockImplementation((handler) => {
      resume = () => handler(null)
      return () => undefined
    })
  })

  it("is read by who takes part in it, who hears of it anyway", async () => {
    signIn(["market.trade"])
    const page = open()
    await flushPromises()
    expect(page.order.value?.id).toBe("o1")
    page.close()
    expect(asked.mock.calls).toEqual([["order:get", { order_id: "o1" }]])
  })

  it("is watched by moderators for as long as it is there, also after a gap", async () => {
    signIn(["market.moderate"])
    const page = open()
    resume()
    page.id.value = "o2"
    await nextTick()
    page.close()
    expect(asked.mock.calls.map(([event, body]) => [event, (body as { order_id: string }).order_id])).toEqual([
      ["order:watch", "o1"],
      ["order:watch", "o1"],
      ["order:unwatch", "o1"],
      ["order:watch", "o2"],
      ["order:unwatch", "o2"],
    ])
  })
})
