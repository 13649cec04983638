// What assistive technology is told: no serious fault on any page, in light or in dark; and the keyboard is enough.
import { AxeBuilder } from "@axe-core/playwright"
import { expect } from "@playwright/test"
import { orderByParcel, publish, signUp, test, unique } from "./people"

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page can be read by everybody, ${colorScheme}`, async ({ visit }) => {
    const { page, handle } = await signUp(await visit({ colorScheme, reducedMotion: "reduce" }))
    await publish(page, `Readable lamp ${unique()}`, "12")
    const listing = new URL(page.url()).pathname
    const buyer = (await signUp(await visit({ colorScheme, reducedMotion: "reduce" }))).page
    await orderByParcel(buyer, listing)
    const order = new URL(buyer.url()).pathname
    const guest = await visit({ colorScheme, reducedMotion: "reduce" })
    const pages = [
      ...["/", "/search?q=lamp", listing, "/login", "/register", "/nowhere"].map((path) => ({ on: guest, path })),
      ...["/sell", "/mine", `/u/${handle}`, "/watching"].map((path) => ({ on: page, path })),
      ...["/orders", order].map((path) => ({ on: buyer, path })),
    ]
    const faults: string[] = []
    for (const { on, path } of pages) {
      await on.goto(path)
      await expect(on.getByRole("main").getByRole("heading").or(on.getByText("This stall is empty.")).first()).toBeVisible()
      const { violations } = await new AxeBuilder({ page: on }).analyze()
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical")
      faults.push(...serious.map(({ id, nodes }) => `${path}: ${id} ${nodes.map((node) => node.html).join(" | ")}`))
    }
    expect(faults).toEqual([])
  })
}

test("the keyboard alone orders and cancels, and the focus comes back to where it was", async ({ visit }) => {
  const seller = (await signUp(await visit())).page
  await publish(seller, `Typed lamp ${unique()}`, "12")
  const { page } = await signUp(await visit())
  await page.goto(seller.url())
  const dialog = page.getByRole("dialog")
  const buy = page.getByRole("button", { name: "Buy", exact: true })
  await buy.focus()
  await page.keyboard.press("Enter")
  await expect(dialog.getByLabel("Name", { exact: true })).toBeFocused()
  await page.keyboard.press("Enter")
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true")
  await page.keyboard.press("Escape")
  await expect(dialog).toHaveCount(0)
  await expect(buy).toBeFocused()

  await page.keyboard.press("Enter")
  await expect(dialog.getByLabel("Name", { exact: true })).toBeFocused()
  for (const text of ["Bo Li", "+86 571 1234 5678", "1 Lake Road", "Hangzhou"]) {
    await page.keyboard.type(text)
    await page.keyboard.press("Tab")
  }
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/\/orders\//)

  await page.getByTestId("step-cancel").focus()
  await page.keyboard.press("Enter")
  await expect(dialog.getByLabel("Reason")).toBeFocused()
  for (const key of ["Tab", "Tab", "Enter"]) await page.keyboard.press(key)
  await expect(page.getByTestId("order-state")).toHaveText("Cancelled")
  await expect(page.getByRole("main")).toBeFocused()
})
