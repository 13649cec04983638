// The point of the market: what one browser does, another sees without reloading.
import { expect } from "@playwright/test"
import { online, publish, signUp, test, unique } from "./people"

test("a listing travels live from one browser to another, and so do its changes", async ({ visit }) => {
  const title = `Brass lamp ${unique()}`
  const viewer = await visit()
  await viewer.goto("/")
  await online(viewer)
  await expect(viewer.getByRole("status", { name: "Loading" })).toHaveCount(0)

  const seller = await signUp(await visit())
  await publish(seller.page, title, "149.50")

  await viewer.getByTestId("fresh").click()
  const card = viewer.getByRole("article").filter({ hasText: title })
  await expect(card).toContainText("149.50")
  await expect(card).toContainText(/Hangzhou|杭州/)
  await card.getByRole("link").click()
  await expect(viewer.getByTestId("price")).toContainText("149.50")

  await seller.page.getByRole("button", { name: "Edit" }).click()
  const dialog = seller.page.getByRole("dialog")
  await dialog.getByLabel("Price").fill("120")
  await dialog.getByRole("button", { name: "Save changes" }).click()
  await expect(viewer.getByTestId("price")).toHaveText(/120$/)

  await seller.page.getByRole("button", { name: "Withdraw" }).click()
  await seller.page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click()
  await expect(viewer.getByText("The seller has withdrawn this listing.")).toBeVisible()
})

test("a list does not move under the reader until they ask for what is new", async ({ visit }) => {
  const seller = await signUp(await visit())
  const earlier = `Old chair ${unique()}`
  await publish(seller.page, earlier, "30", "Chairs")

  const viewer = await visit()
  await viewer.goto("/?category=furniture")
  const first = viewer.getByRole("article").first()
  await expect(first).toContainText(earlier)

  const later = `New chair ${unique()}`
  await publish(seller.page, later, "60", "Chairs")
  await publish(seller.page, `Not a chair ${unique()}`, "60", "Laptops")
  await expect(viewer.getByTestId("fresh")).toHaveText("1 new listing")
  await expect(first).toContainText(earlier)
  await viewer.getByTestId("fresh").click()
  await expect(first).toContainText(later)
})

test("what happened while a browser was offline is there when it comes back", async ({ visit }) => {
  const seller = await signUp(await visit())
  const viewer = await visit()
  await viewer.goto("/")
  await online(viewer)
  await viewer.context().setOffline(true)
  await expect(viewer.getByTestId("connection")).toContainText("offline")

  const title = `Missed lamp ${unique()}`
  await publish(seller.page, title, "75")
  await viewer.context().setOffline(false)
  await online(viewer)
  await expect(viewer.getByTestId("connection")).toHaveCount(0)
  await viewer.getByTestId("fresh").click()
  await expect(viewer.getByRole("article").filter({ hasText: title })).toBeVisible()
})

test("a watched listing tells when its price changes", async ({ visit }) => {
  const seller = await signUp(await visit())
  const title = `Watched clock ${unique()}`
  await publish(seller.page, title, "200")
  const viewer = await visit()
  await viewer.goto(seller.page.url())
  await viewer.getByRole("button", { name: "Watch" }).click()
  await viewer.goto("/watching")
  await expect(viewer.getByRole("article").filter({ hasText: title })).toContainText("200")

  await seller.page.getByRole("button", { name: "Edit" }).click()
  const dialog = seller.page.getByRole("dialog")
  await dialog.getByLabel("Price").fill("180")
  await dialog.getByRole("button", { name: "Save changes" }).click()
  await expect(viewer.getByText(`${title}: now`)).toBeVisible()
  await expect(viewer.getByRole("article").filter({ hasText: title })).toContainText("180")
})
