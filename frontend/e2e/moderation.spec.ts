// Moderators at their board: a report arrives live, a removal reaches those who watch, roles are given.
import { expect, type Page } from "@playwright/test"
import { logins, online, overflow, publish, signUp, test, unique } from "./people"

async function signIn(page: Page, role: string): Promise<void> {
  const login = logins().find((each) => each.role === role)
  test.skip(!login, `the running market names no ${role}`)
  await page.goto("/login")
  await page.getByLabel("Handle").fill(login?.handle ?? "")
  await page.getByLabel("Password", { exact: true }).fill(login?.password ?? "")
  await page.getByRole("button", { name: "Sign in" }).click()
  await expect(page.getByTestId("account")).toBeVisible()
}

/** The board's views: cases, live, record. */
const turnTo = (page: Page, view: string) => page.getByRole("radiogroup", { name: "Board" }).getByText(view, { exact: true }).click()
const idOf = (page: Page) => new URL(page.url()).pathname.split("/").at(-1) ?? ""

test("a report travels to the board live, and a watcher sees the removal at once", async ({ visit }) => {
  const title = `Forged watch ${unique()}`
  const moderator = await visit()
  await signIn(moderator, "moderator")
  await moderator.goto("/board")
  await expect(moderator.getByRole("heading", { level: 1, name: "Board" })).toBeVisible()
  await expect(moderator.getByTestId("health")).toContainText("Worker: well")

  const seller = await signUp(await visit())
  await publish(seller.page, title, "99")
  const listing = idOf(seller.page)
  await expect(moderator.getByTestId("events")).toContainText(title)

  const watcher = await signUp(await visit())
  await watcher.page.goto(`/l/${listing}`)
  await watcher.page.getByRole("button", { name: "Report this listing" }).click()
  const report = watcher.page.getByRole("dialog")
  await report.getByText("Counterfeit").click()
  await report.getByLabel("In your words").fill("The dial is misspelt.")
  await report.getByRole("button", { name: "Report", exact: true }).click()
  await expect(watcher.page.getByText("The moderators will look at it.")).toBeVisible()

  const card = moderator.getByTestId(`case-${listing}`)
  await expect(card).toContainText("The dial is misspelt.")
  await card.getByRole("button", { name: "Claim" }).click()
  await card.getByRole("button", { name: "Remove" }).click()
  const decision = moderator.getByRole("dialog")
  await decision.getByLabel("Reason").fill("Forged.")
  await decision.getByRole("button", { name: "Remove" }).click()
  await expect(card).toHaveCount(0)

  await expect(watcher.page.getByText("A moderator has removed this listing.")).toBeVisible()
  const stranger = await visit()
  await stranger.goto(`/l/${listing}`)
  await expect(stranger.getByText("It was removed by a moderator.")).toBeVisible()

  await turnTo(moderator, "Record")
  await expect(moderator.getByRole("listitem").filter({ hasText: title })).toContainText("Forged.")
  await turnTo(moderator, "Cases")
  await moderator.getByText("Decided", { exact: true }).click()
  await card.getByRole("button", { name: "Restore" }).click()
  await moderator.getByRole("dialog").getByLabel("Reason").fill("It was genuine.")
  await moderator.getByRole("dialog").getByRole("button", { name: "Restore" }).click()
  await expect(watcher.page.getByText("A moderator has removed this listing.")).toHaveCount(0)
})

test("the board stands still while it is paused", async ({ visit }) => {
  const moderator = await visit()
  await signIn(moderator, "moderator")
  await moderator.goto("/board")
  const events = moderator.getByTestId("events")
  await expect(moderator.getByTestId("health")).toBeVisible()
  await moderator.getByTestId("pause").click()
  const seller = await signUp(await visit())
  const title = `Paused lamp ${unique()}`
  await publish(seller.page, title, "10")
  await expect(moderator.getByTestId("pause")).toContainText(/[1-9]\d* waiting/)
  await expect(events).not.toContainText(title)
  await moderator.getByTestId("pause").click()
  await expect(events).toContainText(title)
})

test("an admin makes a moderator, who then finds the board and loses it again", async ({ visit }) => {
  const admin = await visit()
  await signIn(admin, "admin")
  const newcomer = await signUp(await visit())
  await newcomer.page.goto("/board")
  await expect(newcomer.page).toHaveURL(/\/forbidden$/)

  await admin.goto("/people")
  await admin.getByLabel("Handle").fill(newcomer.handle)
  const row = admin.getByTestId(`person-${newcomer.handle}`)
  await row.getByText("Moderator", { exact: true }).click()
  await row.getByRole("button", { name: "Save roles" }).click()
  await expect(admin.getByText("Saved.")).toBeVisible()

  await newcomer.page.getByTestId("account").click()
  await newcomer.page.getByRole("menuitem", { name: "Board" }).click()
  await expect(newcomer.page.getByTestId("queue")).toBeVisible()

  await row.getByText("Moderator", { exact: true }).click()
  await row.getByRole("button", { name: "Save roles" }).click()
  await newcomer.page.getByTestId("account").click()
  await expect(newcomer.page.getByRole("menuitem", { name: "Board" })).toHaveCount(0)
})

test("the board fits a phone", async ({ visit }) => {
  const moderator = await visit({ viewport: { width: 360, height: 740 } })
  await signIn(moderator, "moderator")
  await moderator.goto("/board")
  await online(moderator)
  for (const view of ["Live", "Record", "Cases"]) {
    await turnTo(moderator, view)
    expect(await overflow(moderator)).toBeLessThanOrEqual(0)
  }
})
