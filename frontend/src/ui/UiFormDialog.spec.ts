import { flushPromises } from "@vue/test-utils"
import { expect, it } from "vitest"
import { h, nextTick } from "vue"
import { show } from "@/testing"
import UiFormDialog from "./UiFormDialog.vue"

const texts = { title: "Withdraw", send: "Do it", back: "Back" }
const submit = () => document.querySelector("form")?.dispatchEvent(new Event("submit"))

it("sends its form, but not twice at a time", async () => {
  const dialog = show(UiFormDialog, texts)
  await flushPromises()
  submit()
  await dialog.setProps({ busy: true })
  submit()
  expect(dialog.emitted("send")).toHaveLength(1)
})

it("says why it was refused, and takes the reader to the field that is wrong", async () => {
  const dialog = show(UiFormDialog, texts, { default: () => h("input", { "aria-invalid": "true" }) })
  await flushPromises()
  await dialog.setProps({ busy: true, problem: "Too late." })
  await dialog.setProps({ busy: false })
  await nextTick()
  expect(document.querySelector("[role=alert]")?.textContent).toContain("Too late.")
  expect(document.activeElement?.tagName).toBe("INPUT")
})

it("leaves the focus in the page when the button is gone that opened it", async () => {
  const main = document.body.appendChild(Object.assign(document.createElement("main"), { tabIndex: -1 }))
  const dialog = show(UiFormDialog, texts)
  await flushPromises()
  dialog.unmount()
  await expect.poll(() => document.activeElement).toBe(main)
  main.remove()
})
