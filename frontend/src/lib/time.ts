// Moments as people say them.

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_557_600_000],
  ["month", 2_629_800_000],
  ["week", 604_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
]

/** "3m ago", or "now" within the last minute. */
export function ago(time: string, now: number, locale: string): string {
  const past = Math.min(0, Date.parse(time) - now)
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "narrow" })
  for (const [unit, length] of STEPS) {
    if (-past >= length) return format.format(Math.ceil(past / length), unit)
  }
  return format.format(0, "second")
}

/** A day as a date; for when somebody joined. */
export function month(time: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { year: "numeric", month: "long" }).format(new Date(time))
}

/** Seconds left as 4:05 or 1:02:03; never below zero. */
export function countdown(until: number, now: number): string {
  const left = Math.max(0, Math.ceil((until - now) / 1000))
  const two = (part: number) => String(part).padStart(2, "0")
  const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60]
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}

/** Time left as a person says it: days and hours while it is long, a countdown on its last day. */
export function left(until: number, now: number, locale: string): string {
  const hours = Math.floor((until - now) / 3_600_000)
  if (hours < 24) return countdown(until, now)
  const say = (value: number, unit: "day" | "hour") =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value)
  const rest = hours % 24
  return [say(Math.floor(hours / 24), "day"), ...(rest ? [say(rest, "hour")] : [])].join(" ")
}

/** A day and a time of day. */
export function moment(time: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time))
}

export function timeOfDay(time: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: "medium" }).format(time)
}
