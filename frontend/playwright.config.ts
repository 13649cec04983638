// Journeys in headless Chromium against a running market: its address comes from the environment.
import { readFileSync } from "node:fs"
import { defineConfig } from "@playwright/test"

const ready = process.env.SOUK_READY_FILE
const url = process.env.SOUK_E2E_URL ?? (ready ? (JSON.parse(readFileSync(ready, "utf8")) as { url: string }).url : undefined)
if (!url) throw new Error("Start the market first and name it: SOUK_E2E_URL=http://127.0.0.1:8000, or SOUK_READY_FILE.")

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  reporter: "list",
  forbidOnly: true,
  fullyParallel: false,
  workers: 1,
  // Generous: what is waited for comes when it is ready, and a busy machine is no failure.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: url,
    locale: "en-US",
    viewport: { width: 1280, height: 860 },
    actionTimeout: 30_000,
    screenshot: "only-on-failure",
    launchOptions: {
      // The distribution's Chromium: nothing is downloaded.
      executablePath: process.env.SOUK_CHROMIUM ?? "/usr/bin/chromium",
      // As root, as in containers, Chromium's own sandbox cannot start.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
})
