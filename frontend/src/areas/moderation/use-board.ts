// The live board: events in batches, rates with their last minutes, the health of the parts.
import { onScopeDispose, type Ref, ref, shallowRef, watch } from "vue"
import { ask, asRefusal, type BoardFigures, type Happening, onPush, onResume, type Refusal } from "@/wire"
import { type BoardEvent, onTop } from "./event-list"

/** Events that arrive within this time are shown together: a frame is never asked to draw one by one. */
const GATHER = 250
/** Five minutes at one beat every two seconds. */
const MEMORY = 150

export type Rate = keyof BoardFigures["rates"]
export const RATES: readonly Rate[] = ["listings", "searches", "bids", "orders", "payments", "refusals", "sockets"]

export interface Beat {
  at: number
  rates: BoardFigures["rates"]
}

/** Without kinds all are shown. */
export function useBoard(kinds: Ref<readonly Happening[]>) {
  const events = shallowRef<readonly BoardEvent[]>([])
  const beats = shallowRef<readonly Beat[]>([])
  const health = shallowRef<BoardFigures["health"]>({})
  const refusal = shallowRef<Refusal | null>(null)
  const paused = ref(false)
  const waiting = ref(0)
  let batch: BoardEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let count = 0

  function learn(figures: BoardFigures): void {
    beats.value = [...beats.value.slice(1 - MEMORY), { at: Date.now(), rates: figures.rates }]
    if (Object.keys(figures.health).length > 0) health.value = figures.health
  }

  async function join(): Promise<void> {
    refusal.value = null
    try {
      learn(await ask("moderation:watch", kinds.value.length > 0 ? { kinds: [...kinds.value] } : {}))
    } catch (error) {
      refusal.value = asRefusal(error)
    }
  }

  function show(): void {
    timer = undefined
    if (paused.value) return
    events.value = onTop(events.value, batch)
    batch = []
    waiting.value = 0
  }

  const stops = [
    onPush("moderation:event", (event) => {
      batch.push({ ...event, key: (count += 1) })
      // While paused only the newest are kept, as on the board itself.
      if (batch.length > 4_000) batch = batch.slice(-2_000)
      if (paused.value) waiting.value = batch.length
      timer ??= setTimeout(show, GATHER)
    }),
    onPush("moderation:rates", learn),
    onResume(() => void join()),
    watch(kinds, () => void join(), { immediate: true }),
    watch(paused, (still) => !still && show()),
  ]
  onScopeDispose(() => {
    clearTimeout(timer)
    for (const stop of stops) stop()
    void ask("moderation:unwatch", {}).catch(() => undefined)
  })

  return { events, beats, health, refusal, paused, waiting, join }
}
