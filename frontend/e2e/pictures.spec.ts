// Pictures from the file to the buyer: nothing but pixels arrives, in the order that the seller chose.
import { expect, type Page } from "@playwright/test"
import { overflow, publish, signUp, test, unique } from "./people"
import { photo, SECRETS, tagged, type Upload } from "./photos"

const fill = async (page: Page, files: Upload[]) => {
  await page.goto("/sell")
  await page.getByLabel("Add photos").setInputFiles(files)
}
const ready = (page: Page) => page.locator("[data-testid=photo][data-state=ready]")

test("of a photo that tells where it was taken nothing is left in anything served", async ({ page, visit }) => {
  await signUp(page)
  const file = tagged(await photo(page, "home", "teal"))
  expect(SECRETS.every((secret) => file.buffer.includes(secret))).toBe(true)

  const title = `Lamp ${unique()}`
  await publish(page, title, "120", "Lamps", async () => {
    await page.getByLabel("Add photos").setInputFiles(file)
    await expect(ready(page)).toHaveCount(1)
  })
  const buyer = await visit()
  const served: Promise<Buffer>[] = []
  buyer.on("response", (response) => served.push(response.body().catch(() => Buffer.alloc(0))))
  await buyer.goto(page.url())
  const image = buyer.getByRole("img", { name: title }).first()
  await expect(image).toBeVisible()
  const sources = (await image.getAttribute("srcset"))?.split(", ").map((source) => source.split(" ")[0] ?? "") ?? []
  expect(sources.map((source) => source.split("/").at(-1))).toEqual(["320.webp", "960.webp", "1920.webp"])
  for (const source of sources) {
    const answer = await buyer.request.get(source)
    expect(answer.status()).toBe(200)
    expect(answer.headers()["cache-control"]).toContain("immutable")
    expect(answer.headers()["x-content-type-options"]).toBe("nosniff")
    served.push(answer.body())
  }
  await buyer.goto("/")
  await expect(buyer.getByRole("link", { name: title })).toBeVisible()
  const bodies = await Promise.all(served)
  expect(bodies.length).toBeGreaterThan(5)
  for (const secret of SECRETS.slice(0, 2)) expect(bodies.filter((body) => body.includes(secret))).toEqual([])
})

test("photos are put in order with the keyboard, and a bad one says why", async ({ page }) => {
  await signUp(page)
  const files = [await photo(page, "red", "crimson"), await photo(page, "blue", "navy"), await photo(page, "green", "green")]
  await fill(page, files)
  await expect(ready(page)).toHaveCount(3)
  const before = await page.getByTestId("photo").locator("img").evaluateAll((images) => images.map((each) => (each as HTMLImageElement).src))

  await page.getByRole("button", { name: "Move photo 3 forward" }).focus()
  await page.keyboard.press("Enter")
  await page.keyboard.press("Enter")
  await expect(page.getByText("The photo is number 1 of 3 now.")).toBeVisible()
  const after = await page.getByTestId("photo").locator("img").evaluateAll((images) => images.map((each) => (each as HTMLImageElement).src))
  expect(after).toEqual([before[2], before[0], before[1]])

  await page.getByTestId("photo").first().dragTo(page.getByTestId("photo").nth(2))
  const dragged = await page.getByTestId("photo").locator("img").evaluateAll((images) => images.map((each) => (each as HTMLImageElement).src))
  expect(dragged).toEqual(before)

  await page.getByLabel("Add photos").setInputFiles({ name: "evil.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<svg/>") })
  await expect(page.getByText("Only JPEG, PNG and WebP.")).toBeVisible()
  await page.getByRole("button", { name: "Publish" }).click()
  await expect(page.getByText("Try the photos that failed again, or remove them.")).toBeVisible()
  await page.getByRole("button", { name: "Remove photo 4" }).click()
  await expect(page.getByTestId("photo")).toHaveCount(3)

  const damaged = { ...(files[0] as Upload), name: "cut.jpg" }
  await page.getByLabel("Add photos").setInputFiles({ ...damaged, buffer: damaged.buffer.subarray(0, 3000) })
  await expect(page.getByText("The file is damaged.")).toBeVisible()
})

test("photos fit a small phone, where there is a camera", async ({ visit }) => {
  const page = await visit({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
  await signUp(page)
  await fill(page, [await photo(page, "tall", "orange", 900, 1600)])
  await expect(ready(page)).toHaveCount(1)
  await expect(page.getByText("Take a photo")).toBeVisible()
  expect(await overflow(page)).toBeLessThanOrEqual(0)
})

test("a face is cut out of a photo and shown to others", async ({ page, visit }) => {
  const { handle } = await signUp(page)
  await page.goto(`/u/${handle}`)
  await page.getByRole("button", { name: "Edit profile" }).click()
  await page.getByLabel("Choose a photo").setInputFiles(await photo(page, "me", "purple"))
  const dialog = page.getByRole("dialog", { name: "Your photo" })
  await expect(dialog.locator("img").first()).toBeVisible()
  await dialog.getByRole("button", { name: "Turn by a quarter" }).click()
  await dialog.getByRole("button", { name: "Zoom in" }).click()
  await dialog.getByRole("button", { name: "Use this photo" }).click()
  await expect(page.getByText("Saved.")).toBeVisible()
  const stranger = await visit()
  await stranger.goto(`/u/${handle}`)
  const face = stranger.locator("main header img")
  await expect(face).toHaveAttribute("src", /\/200\.webp$/)
  expect(await face.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(200)
})
