import { expect, it, vi } from "vitest"
import { onResume, resumeAll, touches } from "./resume"

it("tells which rooms a loss concerns", () => {
  expect(touches(null, "feed")).toBe(true)
  expect(touches([], "feed")).toBe(true)
  expect(touches(["feed:cameras"], "feed")).toBe(true)
  expect(touches(["listing:12"], "listing:12")).toBe(true)
  expect(touches(["listing:123"], "listing:12")).toBe(false)
  expect(touches(["account:1"], "feed")).toBe(false)
})

it("fetches once when everything is lost and the rooms are named right after", () => {
  const resume = vi.fn()
  const stop = onResume(resume)
  resumeAll(null, 10_000)
  resumeAll(["feed"], 10_200)
  expect(resume).toHaveBeenCalledExactlyOnceWith(null)
  resumeAll(["feed"], 12_000)
  expect(resume).toHaveBeenLastCalledWith(["feed"])
  stop()
  resumeAll(null, 20_000)
  expect(resume).toHaveBeenCalledTimes(2)
})
