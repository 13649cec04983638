import { describe, expect, it } from "vitest"
import { exponentOf, formatMoney, fromDecimal, toDecimal } from "./money"

describe("money", () => {
  it("knows currencies without and with three decimals", () => {
    expect([exponentOf("CNY"), exponentOf("JPY"), exponentOf("KWD")]).toEqual([2, 0, 3])
  })

  it.each([
    ["12.5", "CNY", 1250],
    ["12", "CNY", 1200],
    ["1,299.00", "CNY", 129900],
    ["0.07", "CNY", 7],
    ["980", "JPY", 980],
    ["1.234", "KWD", 1234],
    ["90071992547.40", "CNY", 9007199254740],
  ])("reads %s %s", (text, currency, amount) => {
    expect(fromDecimal(text, currency)).toBe(amount)
  })

  it.each([
    ["12.345", "CNY"],
    ["9.5", "JPY"],
    ["-1", "CNY"],
    ["", "CNY"],
    ["1e3", "CNY"],
    ["twelve", "CNY"],
  ])("refuses %s %s", (text, currency) => {
    expect(fromDecimal(text, currency)).toBeNull()
  })

  it("writes what it reads", () => {
    expect(toDecimal({ amount: 7, currency: "CNY" })).toBe("0.07")
    expect(toDecimal({ amount: 980, currency: "JPY" })).toBe("980")
    expect(toDecimal({ amount: 1234, currency: "KWD" })).toBe("1.234")
  })

  it("drops empty decimals only", () => {
    expect(formatMoney({ amount: 129900, currency: "CNY" }, "zh-CN")).toBe("¥1,299")
    expect(formatMoney({ amount: 129950, currency: "CNY" }, "zh-CN")).toBe("¥1,299.50")
    expect(formatMoney({ amount: 980, currency: "JPY" }, "en")).toBe("¥980")
  })
})
