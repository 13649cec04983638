// A request as a form shows it: one at a time, busy while it is under way, and why it was refused.
import { ref, shallowRef } from "vue"
import type { RequestName, Requests } from "./contract"
import { Attempt } from "./once"
import { asRefusal, type Refusal } from "./refusal"
import { ask } from "./socket"

/** What the server does once, however often it is repeated. */
export type OnceName = { [N in RequestName]: Requests[N]["request"] extends { request_id: string } ? N : never }[RequestName]

export function useAsking() {
  const busy = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  const attempt = new Attempt()

  /** Undefined when it was refused, or when another is still under way. */
  async function run<T>(request: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    refusal.value = null
    try {
      return await request()
    } catch (error) {
      refusal.value = asRefusal(error)
      return undefined
    } finally {
      busy.value = false
    }
  }

  /** The same body keeps its request id until it has succeeded, also when a person repeats it. */
  function once<N extends OnceName>(
    name: N,
    body: Omit<Requests[N]["request"], "request_id">,
    ...options: [{ patience: number }?]
  ): Promise<Requests[N]["reply"] | undefined> {
    return run(async () => {
      const request = { ...body, request_id: attempt.idFor([name, body]) } as unknown as Requests[N]["request"]
      const reply = await ask(name, request, ...options)
      attempt.done()
      return reply
    })
  }

  return { busy, refusal, run, once }
}
