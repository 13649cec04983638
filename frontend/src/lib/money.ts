// Money as people write it: minor units on the wire, ISO 4217 exponents here, no floating point between.

export interface Amount {
  amount: number
  currency: string
}

/** Currencies whose minor unit is not a hundredth. */
const EXPONENTS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ").map((code) => [code, 0]),
  ),
  ...Object.fromEntries("BHD IQD JOD KWD LYD OMR TND".split(" ").map((code) => [code, 3])),
  CLF: 4,
  UYW: 4,
}

export function exponentOf(currency: string): number {
  return EXPONENTS[currency] ?? 2
}

/** Minor units as the decimal text a person would type: 12950 CNY is "129.50". */
export function toDecimal({ amount, currency }: Amount): string {
  const exponent = exponentOf(currency)
  if (exponent === 0) return String(amount)
  const digits = String(amount).padStart(exponent + 1, "0")
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** What a person typed as minor units, or null when it is no amount of this currency. */
export function fromDecimal(text: string, currency: string): number | null {
  const exponent = exponentOf(currency)
  const match = /^(\d{1,13})(?:[.](\d*))?$/.exec(text.trim().replace(/[,\s]/g, ""))
  if (!match) return null
  const [, whole = "", fraction = ""] = match
  if (fraction.length > exponent) return null
  const amount = Number(whole + fraction.padEnd(exponent, "0"))
  return Number.isSafeInteger(amount) ? amount : null
}

/** For display; whole amounts lose their empty decimals. */
export function formatMoney(money: Amount, locale: string): string {
  const exponent = exponentOf(money.currency)
  const whole = money.amount % 10 ** exponent === 0
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: money.currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: whole ? 0 : exponent,
    maximumFractionDigits: exponent,
  }).format(Number(toDecimal(money)))
}

/** The sign alone, for the front of a price field. */
export function currencySign(currency: string, locale: string): string {
  const parts = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" }).formatToParts(0)
  return parts.find((part) => part.type === "currency")?.value ?? currency
}
