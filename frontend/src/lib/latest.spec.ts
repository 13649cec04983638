import { describe, expect, it } from "vitest"
import { latestOnly } from "./latest"

function deferred<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: Error) => void
  const promise = new Promise<T>((yes, no) => ([resolve, reject] = [yes, no]))
  return { promise, resolve, reject }
}

describe("latestOnly", () => {
  it("drops an answer that a newer question has overtaken", async () => {
    const [slow, fast] = [deferred<string>(), deferred<string>()]
    const run = latestOnly((which: "slow" | "fast") => (which === "slow" ? slow.promise : fast.promise))
    const [first, second] = [run("slow"), run("fast")]
    fast.resolve("new")
    slow.resolve("old")
    expect(await second).toBe("new")
    expect(await first).toBeUndefined()
  })

  it("drops an overtaken failure, and passes on the newest one", async () => {
    const [slow, fast] = [deferred<string>(), deferred<string>()]
    const run = latestOnly((which: "slow" | "fast") => (which === "slow" ? slow.promise : fast.promise))
    const [first, second] = [run("slow"), run("fast")]
    slow.reject(new Error("old"))
    fast.reject(new Error("new"))
    expect(await first).toBeUndefined()
    await expect(second).rejects.toThrow("new")
  })
})
