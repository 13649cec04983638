// What assistive technology is told: no serious fault on any page, in light or in dark.
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
