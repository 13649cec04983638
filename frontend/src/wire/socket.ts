// The one socket of the page: keeps it connected, asks requests, and hands pushes to their table.
import { io, type Socket } from "socket.io-client"
import { backoff, spread } from "./backoff"
import { learnTime } from "./clock"
import { become, connection, isUsable, usableBefore } from "./connection"
import { type Code, ONCE, type PushName, type RequestName, type Requests } from "./contract"
import { newRequestId } from "./once"
import { deliver, type PushTable } from "./pushes"
import { Refusal } from "./refusal"
import { resumeAll } from "./resume"

/** Who we are on the wire; the session area provides it, so that wire/ knows no area. */
export interface Identity {
  /** The access token to connect with, if one is held and still good. */
  token(): string | null
  /** The server did not take the token. */
  forget(): void
  /** Runs on each new connection before anything else may be asked. */
  restore(): Promise<void>
}

type Body<N extends RequestName> = "request_id" extends keyof Requests[N]["request"]
  ? Omit<Requests[N]["request"], "request_id"> & { request_id?: string }
  : Requests[N]["request"]

interface AskOptions {
  /** Milliseconds after which we give up, waits for a connection included. */
  patience?: number
  /** Ask as soon as the transport stands, before the identity is restored. */
  urgent?: boolean
}

type Ack<N extends RequestName> =
  | { ok: true; data: Requests[N]["reply"] }
  | { ok: false; error: { code: Code; message: string; retry_after?: number; fields?: Record<string, string> } }

const PATIENCE = 15_000
const ACK_WAIT = 8_000
const RESTORE_WAIT = 6_000
/** Seconds; a server that wants more than this is told to the person. */
const LONGEST_WAIT = 2
const NOTHING_CHANGED: ReadonlySet<string> = new Set(["slow_down", "too_busy", "timeout", "unavailable"])
/** Reading twice is harmless; so is joining or leaving a room twice. */
const READING = /:(get|me|time|browse|query|categories|list|history|mine|watch|unwatch)$/

let socket: Socket | null = null
let identity: Identity | null = null
let attempts = 0
let retryTimer: ReturnType<typeof setTimeout> | undefined

/** Open the connection and keep it; called once, by main.ts. */
export function connect(who: Identity, table: PushTable): void {
  identity = who
  socket = io({
    transports: ["websocket"],
    autoConnect: false,
    // Attempts are timed here, so that the page can say when the next one comes.
    reconnection: false,
    auth: (give) => give({ protocol: 1, ...tokenOf(who) }),
  })
  socket.on("connect", () => void connected())
  socket.on("disconnect", disconnected)
  socket.on("connect_error", refusedOrFailed)
  for (const name of Object.keys(table) as PushName[]) {
    socket.on(name, (push) => deliver(table, name, push))
  }
  addEventListener("online", retryNow)
  addEventListener("offline", () => become("offline"))
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && retryNow())
  socket.connect()
}

/** Do not wait for the next planned attempt. */
export function retryNow(): void {
  // Back before the transport noticed that it had been away.
  if (socket?.connected && connection.status === "offline") return become("online")
  if (!socket || socket.connected || connection.status === "refused" || connection.status === "connecting") return
  open()
}

/** Ask the server and get its typed reply; anything else is thrown as a `Refusal`. */
export async function ask<N extends RequestName>(
  name: N,
  body: Body<N>,
  { patience = PATIENCE, urgent = false }: AskOptions = {},
): Promise<Requests[N]["reply"]> {
  const request = ONCE.has(name) ? { request_id: newRequestId(), ...body } : body
  const deadline = Date.now() + patience
  for (let turn = 0; ; turn += 1) {
    const usable = urgent ? Boolean(socket?.connected) : await usableBefore(deadline)
    if (!usable || !socket) throw new Refusal("offline", "The server cannot be reached.")
    const answer = await askOnce<N>(socket, name, request, Math.min(ACK_WAIT, deadline - Date.now()))
    if (!(answer instanceof Refusal)) return answer
    const pause = pauseBeforeRepeat(name, answer, turn)
    if (pause === null || Date.now() + pause >= deadline) throw answer
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

async function askOnce<N extends RequestName>(
  via: Socket,
  name: N,
  request: unknown,
  wait: number,
): Promise<Requests[N]["reply"] | Refusal> {
  let ack: Ack<N>
  try {
    ack = (await via.timeout(Math.max(1, wait)).emitWithAck(name, request)) as Ack<N>
  } catch {
    return new Refusal("no_answer", "The server did not answer in time.")
  }
  if (ack.ok) return ack.data
  const { code, message, retry_after, fields } = ack.error
  return new Refusal(code, message, retry_after, fields)
}

/** Milliseconds to wait before the same request is sent again, or null when it must not be. */
function pauseBeforeRepeat(name: RequestName, refusal: Refusal, turn: number): number | null {
  const { code, retry_after } = refusal
  // Nothing was changed: any request may be repeated, if the wait is one a person would not take for a failure.
  if (NOTHING_CHANGED.has(code)) {
    const wait = retry_after ?? (code === "slow_down" ? LONGEST_WAIT + 1 : 0.4 * (turn + 1))
    return turn < 2 && wait <= LONGEST_WAIT ? wait * 1000 : null
  }
  // Perhaps it was: only what the server recognises as a repeat, or what changes nothing.
  const harmless = ONCE.has(name) || READING.test(name)
  const unknown = code === "no_answer" || code === "unconfirmed"
  return unknown && harmless && turn < 3 ? backoff(turn) : null
}

async function connected(): Promise<void> {
  const again = connection.everOnline
  const recovered = Boolean(socket?.recovered)
  const restored = identity?.restore().catch(() => undefined)
  await Promise.race([restored, new Promise((resolve) => setTimeout(resolve, RESTORE_WAIT))])
  if (!socket?.connected) return
  attempts = 0
  become("online")
  void measureClock()
  if (again && !recovered) resumeAll(null)
}

function disconnected(reason: Socket.DisconnectReason): void {
  if (reason === "io client disconnect") return
  if (!navigator.onLine) return become("offline")
  retryIn(connection.status === "draining" ? spread(0.2) : backoff(attempts))
}

function refusedOrFailed(error: Error & { data?: { code?: string; retry_after?: number } }): void {
  const { code, retry_after } = error.data ?? {}
  if (code === "banned" || code === "upgrade_required") return become("refused", { refusal: code })
  if (code === "token_expired" || code === "token_invalid") {
    identity?.forget()
    return retryIn(0)
  }
  if (!navigator.onLine) return become("offline")
  retryIn(retry_after === undefined ? backoff(attempts) : spread(retry_after))
}

function retryIn(wait: number): void {
  attempts += 1
  clearTimeout(retryTimer)
  become("reconnecting", { retryAt: Date.now() + wait })
  retryTimer = setTimeout(open, wait)
}

function open(): void {
  clearTimeout(retryTimer)
  if (socket?.connected) return
  become(connection.everOnline ? "reconnecting" : "connecting")
  socket?.connect()
}

async function measureClock(): Promise<void> {
  const asked = performance.now()
  const reply = await ask("server:time", {}).catch(() => null)
  if (reply && isUsable()) learnTime(reply.now, performance.now() - asked)
}

function tokenOf(who: Identity): { token?: string } {
  const token = who.token()
  return token ? { token } : {}
}
