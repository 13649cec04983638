import { describe, expect, it } from "vitest"
import { ago, countdown, left } from "./time"

const NOW = Date.parse("2026-05-01T12:00:00.000Z")
const before = (ms: number) => new Date(NOW - ms).toISOString()

describe("time", () => {
  it("says now for the last minute and for a clock that runs ahead", () => {
    expect(ago(before(20_000), NOW, "en")).toBe("now")
    expect(ago(before(-90_000), NOW, "en")).toBe("now")
  })

  it.each([
    [61_000, "1m ago"],
    [3 * 3_600_000, "3h ago"],
    [30 * 3_600_000, "yesterday"],
    [15 * 86_400_000, "2w ago"],
  ])("%i ms ago", (ms, said) => {
    expect(ago(before(ms), NOW, "en")).toBe(said)
  })

  it("speaks Chinese", () => {
    expect(ago(before(3 * 60_000), NOW, "zh-CN")).toBe("3分钟前")
  })

  it("counts down and stops at zero", () => {
    expect(countdown(NOW + 65_000, NOW)).toBe("1:05")
    expect(countdown(NOW + 3_723_000, NOW)).toBe("1:02:03")
    expect(countdown(NOW - 1, NOW)).toBe("0:00")
  })

  it("counts days while there are some, and seconds on the last", () => {
    const hours = (n: number) => NOW + n * 3_600_000
    expect(left(hours(9 * 24 + 4.5), NOW, "en")).toBe("9 days 4 hours")
    expect(left(hours(24), NOW, "en")).toBe("1 day")
    expect(left(hours(49), NOW, "zh-CN")).toBe("2天 1小时")
    expect(left(hours(23.5), NOW, "en")).toBe("23:30:00")
  })
})
