// The state of the one connection, for everything that shows or awaits it.
import { reactive, readonly, watch } from "vue"

export type Status = "connecting" | "online" | "reconnecting" | "offline" | "draining" | "refused"

interface Connection {
  status: Status
  /** When the present status began, by this device's clock. */
  since: number
  /** When the next attempt is made, while reconnecting. */
  retryAt: number | null
  /** Why the server will not have us, while refused. */
  refusal: "banned" | "upgrade_required" | null
  /** False until the first connection stood, so that starting up is not shown as trouble. */
  everOnline: boolean
}

const state = reactive<Connection>({
  status: "connecting",
  since: Date.now(),
  retryAt: null,
  refusal: null,
  everOnline: false,
})

export const connection = readonly(state)

export function become(status: Status, more: Partial<Pick<Connection, "retryAt" | "refusal">> = {}): void {
  if (state.status !== status) state.since = Date.now()
  state.status = status
  state.retryAt = more.retryAt ?? null
  state.refusal = more.refusal ?? null
  if (status === "online") state.everOnline = true
}

/** Requests may be sent while the server drains: it answers until it closes. */
export function isUsable(): boolean {
  return state.status === "online" || state.status === "draining"
}

/** Resolves true once requests can be sent, false when the deadline passes or the server refuses us first. */
export function usableBefore(deadline: number): Promise<boolean> {
  if (isUsable()) return Promise.resolve(true)
  if (state.status === "refused") return Promise.resolve(false)
  return new Promise((resolve) => {
    const settle = (usable: boolean) => {
      clearTimeout(timer)
      stop()
      resolve(usable)
    }
    const timer = setTimeout(() => settle(false), Math.max(0, deadline - Date.now()))
    const stop = watch(
      () => state.status,
      (status) => {
        if (isUsable()) settle(true)
        else if (status === "refused") settle(false)
      },
      { flush: "sync" },
    )
  })
}
