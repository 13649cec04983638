import { flushPromises } from "@vue/test-utils"
import { beforeEach, expect, it, vi } from "vitest"
import { anOrder, show } from "@/testing"
import { ask, Refusal } from "@/wire"
import PayButton from "./PayButton.vue"

vi.mock("@/wire/socket", async (original) => ({ ...(await original<object>()), ask: vi.fn() }))

const asked = vi.mocked(ask)
const went = vi.fn()

beforeEach(() => {
  asked.mockReset()
  went.mockReset()
  vi.spyOn(location, "assign").mockImplementation(went)
})

it("goes to where the server says, and cannot be pressed on the way", async () => {
  asked.mockResolvedValue({ order: anOrder(), cashier_url: "https://cashier.example/pay?1" } as never)
  const button = show(PayButton, { order: anOrder() })
  expect(button.text()).toContain("149.50")
  await button.trigger("click")
  await flushPromises()
  expect(asked.mock.lastCall).toMatchObject(["order:pay", { order_id: "o1" }])
  expect(went).toHaveBeenCalledExactlyOnceWith("https://cashier.example/pay?1")
  expect(button.attributes("disabled")).toBeDefined()
})

it("stays when it is refused, and says why", async () => {
  asked.mockRejectedValue(new Refusal("order_not_payable", "no"))
  const button = show(PayButton, { order: anOrder() })
  await button.trigger("click")
  await flushPromises()
  expect(went).not.toHaveBeenCalled()
  expect(document.body.textContent).toContain("This order cannot be paid.")
  expect(button.attributes("disabled")).toBeUndefined()
})
