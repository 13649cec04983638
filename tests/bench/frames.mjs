// Times the frames of the moderators' board in Chromium, from the front end's folder: one line of JSON for each line of input.
import { createRequire } from "node:module"
import { createInterface } from "node:readline"

const require = createRequire(`${process.cwd()}/package.json`)
const { chromium } = require("@playwright/test")
const { BOARD_URL: url, BOARD_HANDLE: handle, BOARD_PASSWORD: password, SOUK_CHROMIUM: executablePath } = process.env

const root = process.getuid?.() === 0
const browser = await chromium.launch({ executablePath, args: root ? ["--no-sandbox"] : [] })
const page = await browser.newPage({ locale: "en-US", viewport: { width: 1440, height: 900 } })
await page.goto(`${url}/login?next=/board`)
await page.getByLabel("Handle").fill(handle)
await page.getByLabel("Password", { exact: true }).fill(password)
await page.getByRole("button", { name: "Sign in" }).click()
await page.getByTestId("events").waitFor()
await page.getByTestId("health").waitFor()
console.log(JSON.stringify({ ready: true }))

/** Milliseconds between frames, long tasks, and what the topmost row says at the end. */
const timed = (seconds) =>
  page.evaluate(async (length) => {
    const frames = []
    const tasks = []
    const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    watch.observe({ entryTypes: ["longtask"] })
    await new Promise((resolve) => {
      const began = performance.now()
      let last = began
      const tick = (now) => {
        frames.push(now - last)
        last = now
        if (now - began < length) requestAnimationFrame(tick)
        else resolve()
      }
      requestAnimationFrame(tick)
    })
    watch.disconnect()
    const top = document.querySelector("[data-testid=events] .summary")?.textContent ?? ""
    return { frames: frames.slice(1), tasks, top }
  }, seconds * 1000)

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "end") break
  console.log(JSON.stringify(await timed(Number(line))))
}
await browser.close()
process.exit(0)
