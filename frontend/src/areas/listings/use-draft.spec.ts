import { expect, it, vi } from "vitest"
import { defineComponent, ref } from "vue"
import { show } from "@/testing"
import { Refusal } from "@/wire"
import { type Draft, emptyDraft } from "./draft"
import { useDraft } from "./use-draft"

const whole: Draft = { ...emptyDraft(), title: "Lamp", description: "Works.", category: "lamps", price: "10" }

function use(draft: Draft, send: () => Promise<string>) {
  const held = ref(draft)
  let form!: ReturnType<typeof useDraft<string>>
  show(
    defineComponent(() => {
      form = useDraft(held, ref("CNY"), send)
      return () => null
    }),
  )
  return { form, held }
}

it("sends nothing while something is missing, and follows the typing once it has complained", async () => {
  const send = vi.fn(() => Promise.resolve("sent"))
  const { form, held } = use({ ...whole, title: "" }, send)
  expect(form.errors.value).toEqual({})
  expect(await form.submit()).toBeUndefined()
  expect(form.errors.value).toEqual({ title: "Give it a title." })
  held.value = whole
  expect(form.errors.value).toEqual({})
  expect(await form.submit()).toBe("sent")
  expect(send).toHaveBeenCalledOnce()
})

it("puts what the server found on the fields, until the next attempt", async () => {
  const send = vi.fn<() => Promise<string>>()
  send.mockRejectedValueOnce(new Refusal("invalid_payload", "no", undefined, { "sale.price.amount": "Too much." }))
  send.mockResolvedValueOnce("sent")
  const { form } = use(whole, send)
  await form.submit()
  expect(form.errors.value).toEqual({ "sale.price": "Too much." })
  expect(await form.submit()).toBe("sent")
  expect(form.errors.value).toEqual({})
})
