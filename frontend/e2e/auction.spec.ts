// Two people bid against each other, each in a browser of their own, and the end moves while they do.
import { expect, type Page } from "@playwright/test"
import { io } from "socket.io-client"
import { fillAddress, overflow, pay, signUp, test, unique } from "./people"

async function auction(page: Page, title: string): Promise<string> {
  await page.goto("/sell")
  await page.getByLabel("Title").fill(title)
  await page.getByLabel("Category", { exact: true }).click()
  await page.getByRole("option", { name: "Lamps", exact: true }).click()
  await page.getByLabel("Description").fill("Brass, works well.")
  await page.getByText("By auction").click()
  await page.getByLabel("Starting at").fill("10")
  const runs = page.getByRole("radiogroup", { name: "Runs for" })
  await runs.getByText("5 minutes").click()
  await page.getByRole("radiogroup", { name: "Late bids extend it by" }).getByText("5 minutes").click()
  await page.getByLabel("Where it is").fill("Hangzhou")
  await page.getByRole("option", { name: "Hangzhou" }).click()
  await page.getByRole("button", { name: "Publish" }).click()
  await expect(page).toHaveURL(/\/l\//)
  return page.url()
}

async function bid(page: Page, amount: string): Promise<void> {
  await page.getByLabel("Your maximum").fill(amount)
  await page.getByRole("button", { name: /^(Bid|Raise)$/ }).click()
}

test("a bidder is outbid before his eyes, the end moves, and nobody learns a maximum", async ({ visit }, info) => {
  const seller = await signUp(await visit())
  const address = await auction(seller.page, `Brass lamp ${unique()}`)
  await expect(seller.page.getByTestId("bids")).toHaveText("No bids yet")

  const ann = (await signUp(await visit())).page
  await ann.goto(address)
  await bid(ann, "9")
  await expect(ann.getByText("At least ¥10.")).toBeVisible()
  await bid(ann, "50")
  await expect(ann.getByTestId("standing")).toContainText("You lead. Your maximum is ¥50.")
  await expect(seller.page.getByTestId("bids")).toHaveText("One bid")

  const ben = (await signUp(await visit({ viewport: { width: 360, height: 780 } }))).page
  await ben.goto(address)
  await expect(ben.getByTestId("price")).toHaveText("¥10")
  await bid(ben, "20")
  await expect(ben.getByTestId("standing")).toContainText("You were outbid")
  await expect(ann.getByTestId("price")).toHaveText("¥20.50")
  await bid(ben, "60")
  await expect(ben.getByTestId("standing")).toContainText("You lead")
  await expect(ann.getByTestId("standing")).toContainText("You were outbid. Your maximum was ¥50.")
  await expect(ann.getByTestId("price")).toHaveText("¥51")
  await expect(ann.getByTestId("extended")).toBeVisible()
  await expect(seller.page.getByTestId("extended")).toBeVisible()
  await expect(seller.page.getByTestId("history").getByRole("listitem")).toHaveCount(3)
  await expect(seller.page.locator("body")).not.toContainText("¥60")

  expect(await overflow(ben)).toBeLessThanOrEqual(0)
  await ben.screenshot({ path: info.outputPath("auction-360.png"), fullPage: true })
  await ann.screenshot({ path: info.outputPath("auction-desktop.png") })
  await ann.goto("/bids")
  await expect(ann.getByText("You were outbid. Your maximum was ¥50.")).toBeVisible()
})

/** Signs up and publishes an auction that ends sooner than the sell form lets one choose. */
async function shortAuction(market: string, title: string, seconds: number) {
  const seller = { handle: `e2e_${unique()}`, password: `correct ${unique()}` }
  const socket = io(market, { transports: ["websocket"], auth: { protocol: 1 } })
  const ask = async (event: string, body: object) => {
    const ack = (await socket.emitWithAck(event, body)) as { data?: { listing?: { id: string } } }
    if (!ack.data) throw new Error(JSON.stringify(ack))
    return ack.data
  }
  await ask("account:register", seller)
  const ends_at = new Date(Date.now() + seconds * 1000).toISOString()
  const sale = { kind: "auction", start: { amount: 1000, currency: "CNY" }, ends_at, soft_close_seconds: 0 }
  const thing = { title, category: "lamps", condition: "good", delivery: ["ship"], sale }
  const { listing } = await ask("listing:publish", { request_id: `${unique()}${unique()}`, ...thing })
  socket.disconnect()
  return { ...seller, address: `/l/${listing?.id}` }
}

test("who wins an auction says where to send it and pays, and the seller sees it happen", async ({ visit, baseURL }) => {
  const [winner, loser, seller] = [(await signUp(await visit())).page, (await signUp(await visit())).page, await visit()]
  const title = `Won lamp ${unique()}`
  const { handle, password, address } = await shortAuction(baseURL ?? "", title, 40)
  await seller.goto("/login?next=/orders?role=seller")
  await seller.getByLabel("Handle").fill(handle)
  await seller.getByLabel("Password", { exact: true }).fill(password)
  await seller.getByRole("button", { name: "Sign in" }).click()
  await expect(seller.getByText("You have not sold anything yet.")).toBeVisible()
  for (const page of [winner, loser]) await page.goto(address)
  await bid(winner, "50")
  await expect(winner.getByTestId("standing")).toContainText("You lead")
  await bid(loser, "30")
  await expect(loser.getByTestId("standing")).toContainText("You were outbid")

  await expect(winner.getByTestId("standing")).toContainText("You won", { timeout: 90_000 })
  await expect(loser.getByTestId("standing")).not.toContainText("You won")
  await expect(loser.getByRole("link", { name: "To your order" })).toHaveCount(0)
  await winner.getByRole("link", { name: "To your order" }).click()
  await expect(winner).toHaveURL(/\/orders\//)
  await seller.getByRole("link", { name: title }).click()
  await expect(seller.getByTestId("order-state")).toHaveText("Ordered")

  await winner.getByTestId("step-address").click()
  await fillAddress(winner)
  await winner.getByRole("dialog").getByRole("button", { name: "Save" }).click()
  await expect(winner.getByRole("dialog")).toHaveCount(0)
  await pay(winner)
  await expect(seller.getByTestId("order-state")).toHaveText("Paid")
  await expect(seller.getByText("¥31", { exact: false }).first()).toBeVisible()
  await expect(seller.getByTestId("step-ship")).toBeVisible()
})

test("an offer is countered and accepted", async ({ visit }) => {
  const seller = await signUp(await visit())
  await seller.page.goto("/sell")
  await seller.page.getByLabel("Title").fill(`Oak chair ${unique()}`)
  await seller.page.getByLabel("Category", { exact: true }).click()
  await seller.page.getByRole("option", { name: "Chairs", exact: true }).click()
  await seller.page.getByLabel("Description").fill("Solid.")
  await seller.page.getByLabel("Price").fill("100")
  await seller.page.getByLabel("Take offers").check()
  await seller.page.getByLabel("Where it is").fill("Hangzhou")
  await seller.page.getByRole("option", { name: "Hangzhou" }).click()
  await seller.page.getByRole("button", { name: "Publish" }).click()
  await expect(seller.page).toHaveURL(/\/l\//)

  const buyer = (await signUp(await visit())).page
  await buyer.goto(seller.page.url())
  await buyer.getByLabel("Your offer").fill("70")
  await buyer.getByRole("button", { name: "Make an offer" }).click()
  await seller.page.getByLabel("Your counter-offer").fill("85")
  await seller.page.getByRole("button", { name: "Counter" }).click()
  await buyer.getByRole("button", { name: "Accept" }).click()
  await expect(buyer.getByTestId("offer-state").first()).toHaveText("accepted")
  await expect(seller.page.getByTestId("offer-state").first()).toHaveText("accepted")
})
