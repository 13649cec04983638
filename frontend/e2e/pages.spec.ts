// Every page on a phone and on a desk, in both languages, in light and dark.
import { expect } from "@playwright/test"
import { orderByParcel, overflow, publish, signUp, test, unique } from "./people"

test("every page fits a phone", async ({ visit }) => {
  const { page, handle } = await signUp(await visit({ viewport: { width: 360, height: 740 }, hasTouch: true }))
  await publish(page, `A long title without any end in sight, ${"very ".repeat(8)}${unique()}`, "123456.78")
  const listing = new URL(page.url()).pathname
  const buyer = (await signUp(await visit({ viewport: { width: 360, height: 740 }, hasTouch: true }))).page
  await orderByParcel(buyer, listing)
  for (const path of [new URL(buyer.url()).pathname, "/orders", listing]) {
    await buyer.goto(path)
    await expect(buyer.getByRole("heading").first()).toBeVisible()
    expect(await overflow(buyer), `${path} is wider than the screen`).toBeLessThanOrEqual(0)
  }
  for (const path of ["/", "/search?q=a", listing, "/sell", "/mine", "/watching", `/u/${handle}`, "/nowhere"]) {
    await page.goto(path)
    await expect(page.getByRole("main")).not.toBeEmpty()
    expect(await overflow(page), `${path} is wider than the screen`).toBeLessThanOrEqual(0)
  }
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Market" }).click()
  await expect(page.getByRole("heading", { name: "Just in" })).toBeVisible()
})

test("the market speaks Chinese and keeps to it", async ({ visit }) => {
  const page = await visit({ locale: "zh-CN" })
  await page.goto("/")
  await expect(page.getByRole("heading", { name: "刚刚上架" })).toBeVisible()
  await page.getByRole("button", { name: "Switch to English" }).click()
  await expect(page.getByRole("heading", { name: "Just in" })).toBeVisible()
  await page.reload()
  await expect(page.getByRole("heading", { name: "Just in" })).toBeVisible()
  await expect(page.locator("html")).toHaveAttribute("lang", "en")
})

test("dark follows the system until somebody chooses", async ({ visit }) => {
  const page = await visit({ colorScheme: "dark" })
  await page.goto("/")
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark")
  await page.getByRole("button", { name: /^Theme/ }).click()
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light")
  await page.reload()
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light")
})

test("the feed goes on for as long as one scrolls", async ({ visit }) => {
  const page = await visit()
  await page.goto("/")
  const cards = page.getByRole("article")
  await expect(cards.first()).toBeVisible()
  const first = await cards.count()
  await expect(async () => {
    await page.mouse.wheel(0, 4_000)
    expect(await cards.count()).toBeGreaterThan(first)
  }).toPass({ timeout: 20_000 })
})

test("what the demo market sells has its pictures", async ({ visit }) => {
  const page = await visit()
  await page.goto("/search")
  const picture = page.getByRole("article").locator("img[src*='/demo-']").first()
  await picture.scrollIntoViewIfNeeded()
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
})

test("an address that leads nowhere says so", async ({ visit }) => {
  const page = await visit()
  await page.goto("/no/such/page")
  await expect(page.getByText("This stall is empty.")).toBeVisible()
  await page.goto("/l/no-such-listing")
  await expect(page.getByText("This listing does not exist.")).toBeVisible()
})

test("the keyboard alone opens a listing", async ({ visit }) => {
  const seller = await signUp(await visit())
  const title = `Keyboard lamp ${unique()}`
  await publish(seller.page, title, "10")
  const page = await visit()
  await page.goto("/")
  await expect(page.getByRole("article").first()).toBeVisible()
  await page.keyboard.press("Tab")
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused()
  await page.keyboard.press("Enter")
  await page.getByRole("article").filter({ hasText: title }).getByRole("link").focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible()
})
