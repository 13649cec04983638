import { flushPromises } from "@vue/test-utils"
import { beforeEach, expect, it, vi } from "vitest"
import { anOrder, show } from "@/testing"
import { ask, Refusal } from "@/wire"
import { useOrders } from "./store"
import StepDialog from "./StepDialog.vue"

vi.mock("@/wire/socket", async (original) => ({ ...(await original<object>()), ask: vi.fn() }))

const asked = vi.mocked(ask)
const shipped = anOrder({ id: "o1", version: 3, state: "shipped" })

async function submit() {
  document.querySelector("form")?.dispatchEvent(new Event("submit"))
  await flushPromises()
}

beforeEach(() => {
  asked.mockReset()
})

it("takes the step with what it asks for, keeps the answer and closes", async () => {
  asked.mockResolvedValue({ order: shipped } as never)
  const dialog = show(StepDialog, { order: anOrder({ state: "paid" }), action: "order:ship" })
  await flushPromises()
  await submit()
  expect(asked).not.toHaveBeenCalled()
  for (const [name, value] of [["carrier", "EMS"], ["tracking", "EA 1234"]]) {
    const field = document.querySelector<HTMLInputElement>(`input[name=${name}]`)
    if (!field || !value) throw new Error("no field")
    field.value = value
    field.dispatchEvent(new Event("input"))
  }
  await submit()
  expect(asked.mock.lastCall).toMatchObject(["order:ship", { order_id: "o1", carrier: "EMS", tracking_number: "EA1234" }])
  expect(useOrders().byId.o1?.state).toBe("shipped")
  expect(dialog.emitted("close")).toHaveLength(1)
})

it("stays open and says why it was refused", async () => {
  asked.mockRejectedValue(new Refusal("handover_code_wrong", "no"))
  const dialog = show(StepDialog, { order: anOrder({ state: "paid", delivery: "meetup" }), action: "order:hand_over", code: "123456" })
  await flushPromises()
  await submit()
  expect(asked.mock.lastCall).toMatchObject(["order:hand_over", { order_id: "o1", code: "123456" }])
  expect(document.body.textContent).toContain("This is not the code on the buyer's page.")
  expect(dialog.emitted("close")).toBeUndefined()
})
