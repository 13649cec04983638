import { mount } from "@vue/test-utils"
import { expect, it } from "vitest"
import { h } from "vue"
import UiField from "./UiField.vue"
import UiInput from "./UiInput.vue"

interface Slot {
  id: string
  describedBy?: string
  invalid: boolean
}

const field = (props: object) =>
  mount(UiField, { props: { label: "Title", ...props }, slots: { default: (slot: Slot) => h(UiInput, { ...slot, modelValue: "" }) } })

it("ties the label and the hint to the control", () => {
  const shown = field({ hint: "Up to 100." })
  const input = shown.get("input")
  expect(shown.get("label").attributes("for")).toBe(input.attributes("id"))
  expect(shown.get(`#${input.attributes("aria-describedby")}`).text()).toBe("Up to 100.")
  expect(input.attributes("aria-invalid")).toBeUndefined()
})

it("puts the error in place of the hint and marks the control", () => {
  const shown = field({ hint: "Up to 100.", error: "Too long." })
  const input = shown.get("input")
  expect(shown.get(`#${input.attributes("aria-describedby")}`).text()).toBe("Too long.")
  expect(input.attributes("aria-invalid")).toBe("true")
  expect(shown.text()).not.toContain("Up to 100.")
})
