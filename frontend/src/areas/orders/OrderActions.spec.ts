import { flushPromises } from "@vue/test-utils"
import { expect, it, vi } from "vitest"
import { anOrder, show } from "@/testing"
import { ask } from "@/wire"
import OrderActions from "./OrderActions.vue"

vi.mock("@/wire/socket", async (original) => ({ ...(await original<object>()), ask: vi.fn() }))

const paid = anOrder({ state: "paid", delivery: "meetup", actions: ["order:hand_over", "order:cancel"] })
const form = () => document.querySelector("form")

it("offers what the server allows, and paying first of all", () => {
  const shown = show(OrderActions, { order: anOrder({ actions: ["order:address", "order:pay", "order:cancel"] }) })
  expect(shown.findAll("button").map((button) => button.text())).toEqual(["Pay ¥149.50", "Change delivery", "Cancel order"])
  expect(show(OrderActions, { order: anOrder() }).find("button").exists()).toBe(false)
})

it("opens with the code that was scanned", async () => {
  show(OrderActions, { order: paid, code: "012345" })
  await flushPromises()
  expect(form()?.querySelector<HTMLInputElement>("input[name=code]")?.value).toBe("012345")
})

it("closes its dialog also when the news of the step overtakes the answer and takes the buttons away", async () => {
  let answer: (reply: object) => void = () => undefined
  vi.mocked(ask).mockImplementation(() => new Promise((resolve) => (answer = resolve as typeof answer)) as never)
  const shown = show(OrderActions, { order: paid, code: "012345" })
  await flushPromises()
  form()?.dispatchEvent(new Event("submit"))
  const received = anOrder({ state: "received", version: 2 })
  await shown.setProps({ order: received })
  answer({ order: received })
  await flushPromises()
  await shown.setProps({ order: { ...received, actions: ["order:dispute"] } })
  expect(form()).toBeNull()
})
