// The server's clock as this device knows it: deadlines on screen are counted by it, not by the device's own.
import { computed, type ComputedRef, ref } from "vue"
import { useQuickNow } from "@/lib/ticker"

const offset = ref(0)

/** Milliseconds the server is ahead of this device. */
export const clockOffset = offset

export function serverNow(): number {
  return Date.now() + offset.value
}

/** Learn from a time the server named; `roundTrip` is how long the question took, when it was a question. */
export function learnTime(serverTime: string, roundTrip = 0): void {
  const named = Date.parse(serverTime)
  if (Number.isFinite(named)) offset.value = Math.round(named + roundTrip / 2 - Date.now())
}

/** The server's time as it moves, for countdowns. */
export function useServerClock(): ComputedRef<number> {
  const device = useQuickNow()
  return computed(() => device.value + offset.value)
}
