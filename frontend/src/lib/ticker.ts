// The time as a value that moves: one timer for all who look, none when nobody does.
import { onScopeDispose, type Ref, ref } from "vue"

function ticker(every: number): () => Readonly<Ref<number>> {
  const now = ref(Date.now())
  let lookers = 0
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => (now.value = Date.now())
  return () => {
    lookers += 1
    if (lookers === 1) {
      tick()
      timer = setInterval(tick, every)
    }
    onScopeDispose(() => {
      lookers -= 1
      if (lookers === 0) clearInterval(timer)
    })
    return now
  }
}

/** For "3 minutes ago". */
export const useSlowNow = ticker(20_000)
/** For what counts seconds. */
export const useQuickNow = ticker(500)
