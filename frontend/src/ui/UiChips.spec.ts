import { mount } from "@vue/test-utils"
import { expect, it } from "vitest"
import UiChips from "./UiChips.vue"

const chips = [
  { value: "ship", label: "Shipping" },
  { value: "meetup", label: "Meeting up" },
]

it("chooses one by native radio buttons", async () => {
  const shown = mount(UiChips, { props: { modelValue: "ship", chips, label: "How" } })
  expect(shown.get("[role=radiogroup]").attributes("aria-label")).toBe("How")
  await shown.get("input[value=meetup]").setValue()
  expect(shown.emitted("update:modelValue")).toEqual([["meetup"]])
})

it("chooses several when the model is a list", async () => {
  const shown = mount(UiChips, { props: { modelValue: ["ship"], chips } })
  await shown.get("input[value=meetup]").setValue(true)
  expect(shown.emitted("update:modelValue")).toEqual([[["ship", "meetup"]]])
})
