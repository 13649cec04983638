// What people do in the journeys: open the market, sign up, publish.
import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { type BrowserContextOptions, expect, type Page, test as base } from "@playwright/test"

export interface Person {
  page: Page
  handle: string
  password: string
}

/** The demo accounts of the running market, as its supervisor names them; none when it was started by hand. */
export function logins(): { handle: string; password: string; role: string }[] {
  const { SOUK_E2E_LOGINS: listed, SOUK_READY_FILE: ready } = process.env
  if (listed) return JSON.parse(listed) as ReturnType<typeof logins>
  return ready ? (JSON.parse(readFileSync(ready, "utf8")) as { logins: ReturnType<typeof logins> }).logins : []
}

export const unique = () => randomBytes(4).toString("hex")

type Visit = (options?: BrowserContextOptions) => Promise<Page>

/** `visit` opens a browser of its own, as another person on another device; all are closed after the journey. */
export const test = base.extend<{ visit: Visit }>({
  visit: async ({ browser }, use) => {
    const pages: Page[] = []
    await use(async (options) => {
      const page = await (await browser.newContext(options)).newPage()
      page.on("pageerror", (error) => {
        throw error
      })
      pages.push(page)
      return page
    })
    for (const page of pages) await page.context().close()
  },
})

export async function online(page: Page): Promise<void> {
  await expect(page.getByTestId("status")).toHaveAttribute("data-status", "online")
}

export async function signUp(page: Page, handle = `e2e_${unique()}`): Promise<Person> {
  const password = `correct ${unique()}`
  await page.goto("/register")
  await page.getByLabel("Handle").fill(handle)
  await page.getByLabel("Password", { exact: true }).fill(password)
  await page.getByRole("button", { name: "Sign up" }).click()
  await expect(page.getByTestId("account")).toBeVisible()
  return { page, handle, password }
}

/** Fills the sell form and publishes; ends on the page of the new listing. */
export async function publish(
  page: Page,
  title: string,
  price: string,
  category = "Lamps",
  more: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await page.goto("/sell")
  await page.getByLabel("Title").fill(title)
  await page.getByLabel("Category", { exact: true }).click()
  await page.getByRole("option", { name: category, exact: true }).click()
  await page.getByLabel("Description").fill("Works well, some signs of use.")
  await page.getByLabel("Price").fill(price)
  await page.getByLabel("Where it is").fill("Hangzhou")
  await page.getByRole("option", { name: "Hangzhou" }).click()
  await more()
  await page.getByRole("button", { name: "Publish" }).click()
  await expect(page).toHaveURL(/\/l\//)
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible()
}

/** While publishing: it is handed over in person, not sent. */
export async function meeting(page: Page): Promise<void> {
  const handing = page.getByRole("group", { name: "Handing over" })
  await handing.getByText("Meeting up").click()
  await handing.getByText("Shipping").click()
}

/** Orders what a page shows, by parcel; ends on the page of the new order. */
export async function orderByParcel(page: Page, listing: string): Promise<void> {
  await page.goto(listing)
  await page.getByRole("button", { name: "Buy", exact: true }).click()
  await fillAddress(page)
  await page.getByTestId("confirm").click()
  await expect(page).toHaveURL(/\/orders\//)
}

/** In the dialog that asks where to send it. */
export async function fillAddress(page: Page): Promise<void> {
  const address = { Name: "Bo Li", Phone: "+86 571 1234 5678", "Street and number": "1 Lake Road", City: "Hangzhou" }
  for (const [label, text] of Object.entries(address)) {
    await page.getByRole("dialog").getByLabel(label, { exact: true }).fill(text)
  }
}

/** From an order's page to the gateway's own cashier, and back from it. */
export async function pay(page: Page): Promise<void> {
  const order = page.url()
  await page.getByTestId("step-pay").click()
  await page.getByRole("button", { name: "Pay now" }).click()
  await expect(page).toHaveURL((url) => url.href.startsWith(order))
  await expect(page.getByTestId("order-state")).toHaveText("Paid")
}

export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}
