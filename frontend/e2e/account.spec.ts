// Coming in, staying in, going out.
import { expect } from "@playwright/test"
import { logins, online, signUp, test, unique } from "./people"

test("signing up leads on to where one was going, and the form says what is wrong", async ({ visit }) => {
  const page = await visit()
  await page.goto("/sell")
  await expect(page).toHaveURL(/\/login\?next=/)
  await page.getByRole("link", { name: "Sign up" }).click()

  await page.getByLabel("Handle").fill("No Spaces!")
  await page.getByLabel("Password", { exact: true }).fill("short")
  await page.getByRole("button", { name: "Sign up" }).click()
  await expect(page.getByText("3 to 32 small letters, digits or underscores.").first()).toBeVisible()
  await expect(page.getByText("Between 8 and 128 characters.")).toBeVisible()

  await page.getByLabel("Handle").fill(`e2e_${unique()}`)
  await page.getByLabel("Password", { exact: true }).fill("long enough now")
  await page.getByRole("button", { name: "Sign up" }).click()
  await expect(page).toHaveURL(/\/sell$/)
  await expect(page.getByRole("heading", { name: "Sell something" })).toBeVisible()
})

test("a session survives reloads in two tabs, and ends in both", async ({ visit }) => {
  const { page: first, handle, password } = await signUp(await visit())
  const second = await first.context().newPage()
  for (let turn = 0; turn < 3; turn += 1) {
    await Promise.all([first.goto("/"), second.goto("/mine")])
    await expect(first.getByTestId("account")).toBeVisible()
    await expect(second.getByRole("heading", { name: "My listings" })).toBeVisible()
  }

  await first.getByTestId("account").click()
  await first.getByRole("menuitem", { name: "Sign out" }).click()
  await expect(first.getByTestId("account")).toHaveCount(0)
  await expect(second.getByTestId("account")).toHaveCount(0)

  await first.goto("/login")
  await first.getByLabel("Handle").fill(handle)
  await first.getByLabel("Password", { exact: true }).fill(`${password}!`)
  await first.getByRole("button", { name: "Sign in" }).click()
  await expect(first.getByText("The handle or the password is wrong.")).toBeVisible()
  await first.getByLabel("Password", { exact: true }).fill(password)
  await first.getByRole("button", { name: "Sign in" }).click()
  await expect(first.getByTestId("account")).toBeVisible()
  await expect(second.getByTestId("account")).toBeVisible()
})

test("a handle belongs to one", async ({ visit }) => {
  const { handle } = await signUp(await visit())
  const other = await visit()
  await other.goto("/register")
  await other.getByLabel("Handle").fill(handle)
  await other.getByLabel("Password", { exact: true }).fill("long enough now")
  await other.getByRole("button", { name: "Sign up" }).click()
  await expect(other.getByText("Somebody else has this handle.")).toBeVisible()
})

test("a profile is changed and seen by others", async ({ visit }) => {
  const { page, handle } = await signUp(await visit())
  await page.goto(`/u/${handle}`)
  await page.getByRole("button", { name: "Edit profile" }).click()
  const name = `Ines ${unique()}`
  await page.getByLabel("Name").fill(name)
  await page.getByLabel("About you").fill("Sells books.\nAnswers in the evening.")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByRole("heading", { name })).toBeVisible()

  const other = await visit()
  await other.goto(`/u/${handle}`)
  await online(other)
  await expect(other.getByRole("heading", { name })).toBeVisible()
  await expect(other.getByText("Answers in the evening.")).toBeVisible()
})

for (const { handle, password, role } of logins()) {
  test(`the ${role} of the demo market signs in`, async ({ visit }) => {
    const page = await visit()
    await page.goto(`/login?next=/u/${handle}`)
    await page.getByLabel("Handle").fill(handle)
    await page.getByLabel("Password", { exact: true }).fill(password)
    await page.getByRole("button", { name: "Sign in" }).click()
    await expect(page.getByText(`@${handle}`)).toBeVisible()
    await expect(page.getByText("Online now")).toBeVisible()
    if (role === "moderator" || role === "admin") await expect(page.getByText(new RegExp(`^${role}$`, "i"))).toBeVisible()
  })
}
