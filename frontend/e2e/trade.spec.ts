// Trading between two browsers: each sees what the other does as it happens.
import { expect, type Page } from "@playwright/test"
import { logins, meeting, orderByParcel, pay, publish, signUp, test, unique } from "./people"

const state = (page: Page) => page.getByTestId("order-state")
const step = (page: Page, name: string) => page.getByTestId(`step-${name}`)
const dialog = (page: Page) => page.getByRole("dialog")

async function ship(page: Page): Promise<void> {
  await step(page, "ship").click()
  await dialog(page).getByLabel("Carrier").fill("EMS")
  await dialog(page).getByLabel("Tracking number").fill("EA 123 456 789 CN")
  await dialog(page).getByRole("button", { name: "Send off" }).click()
}

test("buy, pay, ship and receive, each step seen by the other as it happens", async ({ visit }) => {
  const title = `Traded lamp ${unique()}`
  const seller = (await signUp(await visit())).page
  await publish(seller, title, "149.50")
  const listing = seller.url()
  const buyer = (await signUp(await visit())).page
  const onlooker = await visit()
  await onlooker.goto(listing)
  await expect(onlooker.getByRole("link", { name: "Sign in to buy" })).toBeVisible()

  await seller.goto("/orders?role=seller")
  await expect(seller.getByText("You have not sold anything yet.")).toBeVisible()
  await orderByParcel(buyer, listing)
  await expect(buyer.getByTestId("countdown")).toHaveText(/^[45]:\d\d$/)
  await expect(onlooker.getByTestId("reserved")).toContainText(/May be free again in \d:\d\d/)
  await seller.getByRole("link", { name: title }).click()
  await expect(state(seller)).toHaveText("Ordered")

  await pay(buyer)
  await expect(state(seller)).toHaveText("Paid")
  await expect(onlooker.getByText("This has found a new owner.")).toBeVisible()

  await ship(seller)
  await expect(state(buyer)).toHaveText("On its way")
  await expect(buyer.getByTestId("tracking")).toHaveText("EA123456789CN")

  await step(buyer, "receive").click()
  await dialog(buyer).getByRole("button", { name: "I have it" }).click()
  for (const page of [buyer, seller]) await expect(state(page)).toHaveText("Completed")
  await expect(seller.getByTestId("entry")).toContainText(["ordered it", "paid", "You sent it off", "confirmed to have it", "paid"])
})

test("meeting up: the code of the buyer's page releases the money", async ({ visit }) => {
  const seller = (await signUp(await visit())).page
  await publish(seller, `Met lamp ${unique()}`, "80", "Lamps", () => meeting(seller))
  const listing = seller.url()
  const buyer = (await signUp(await visit())).page
  await buyer.goto(listing)
  await buyer.getByRole("button", { name: "Buy", exact: true }).click()
  await buyer.getByTestId("confirm").click()
  await expect(buyer).toHaveURL(/\/orders\//)
  await pay(buyer)
  const code = await buyer.getByTestId("meetup-code").innerText()
  await expect(buyer.getByRole("img", { name: "The meeting code as a picture to scan" })).toBeVisible()

  await seller.goto(buyer.url())
  await expect(seller.getByTestId("meetup-code")).toHaveCount(0)
  await step(seller, "hand_over").click()
  await dialog(seller).getByLabel("Meeting code").fill(code === "000000" ? "000001" : "000000")
  await dialog(seller).getByRole("button", { name: "Hand over" }).click()
  await expect(dialog(seller).getByText("This is not the code on the buyer's page.")).toBeVisible()

  // What the picture leads to when it is scanned.
  await seller.goto(`${new URL(buyer.url()).pathname}#${code}`)
  await seller.reload()
  await dialog(seller).getByRole("button", { name: "Hand over" }).click()
  for (const page of [buyer, seller]) await expect(state(page)).toHaveText("Completed")
})

test("what is given up before it is paid is free for others at once", async ({ visit }) => {
  const seller = (await signUp(await visit())).page
  await publish(seller, `Freed lamp ${unique()}`, "35")
  const listing = seller.url()
  const [buyer, other] = [(await signUp(await visit())).page, (await signUp(await visit())).page]
  await other.goto(listing)
  await orderByParcel(buyer, listing)
  await expect(other.getByTestId("reserved")).toBeVisible()
  await buyer.goto(listing)
  await buyer.getByRole("link", { name: "To your order" }).click()

  await step(buyer, "cancel").click()
  await dialog(buyer).getByRole("button", { name: "Cancel order" }).click()
  await expect(state(buyer)).toHaveText("Cancelled")
  await expect(other.getByRole("button", { name: "Buy", exact: true })).toBeVisible()
})

for (const judge of logins().filter(({ role }) => role === "moderator")) {
  test("a dispute is heard from both sides, and a moderator's word refunds the buyer", async ({ visit }) => {
    const seller = (await signUp(await visit())).page
    await publish(seller, `Disputed lamp ${unique()}`, "60")
    const buyer = (await signUp(await visit())).page
    await orderByParcel(buyer, seller.url())
    await pay(buyer)
    await seller.goto(buyer.url())
    await ship(seller)

    await step(buyer, "dispute").click()
    await dialog(buyer).getByLabel("Reason").fill("The glass is broken.")
    await dialog(buyer).getByRole("button", { name: "Complain" }).click()
    await expect(seller.getByText("The glass is broken.")).toBeVisible()
    const moderator = await visit()
    await moderator.goto(`/login?next=${new URL(buyer.url()).pathname}`)
    await moderator.getByLabel("Handle").fill(judge.handle)
    await moderator.getByLabel("Password", { exact: true }).fill(judge.password)
    await moderator.getByRole("button", { name: "Sign in" }).click()
    await expect(moderator.getByText("The glass is broken.")).toBeVisible()

    await step(seller, "dispute").click()
    await dialog(seller).getByLabel("Reason").fill("It was whole when I sent it.")
    await dialog(seller).getByRole("button", { name: "Answer" }).click()
    for (const page of [buyer, moderator]) await expect(page.getByText("It was whole when I sent it.")).toBeVisible()

    await step(moderator, "resolve").click()
    await dialog(moderator).getByText("Refund the buyer").click()
    await dialog(moderator).getByLabel("Reason").fill("The pictures show it.")
    await dialog(moderator).getByRole("button", { name: "Decide" }).click()
    for (const page of [buyer, seller, moderator]) await expect(state(page)).toHaveText("Refunded")
  })
}
