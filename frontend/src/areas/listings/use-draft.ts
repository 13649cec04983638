// The life of a sell form: check, send once, show what the server found wrong.
import { computed, type Ref, ref, shallowRef } from "vue"
import { useI18n } from "vue-i18n"
import { placeErrors } from "@/lib/fields"
import { asRefusal, type Refusal } from "@/wire"
import { type Draft, faultsOf, FIELDS } from "./draft"

/** `send` gets a draft without faults; its result is returned, or undefined when something is wrong. */
export function useDraft<T>(draft: Ref<Draft>, currency: Ref<string>, send: () => Promise<T>) {
  const { t } = useI18n()
  const tried = ref(false)
  const busy = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  const fromServer = ref<Record<string, string>>({})

  /** Our own findings follow the typing; the server's stay until the next attempt. */
  const errors = computed<Record<string, string>>(() => {
    if (!tried.value) return {}
    const own = Object.entries(faultsOf(draft.value, currency.value)).map(([field, key]) => [field, t(key)])
    return { ...fromServer.value, ...Object.fromEntries(own) }
  })

  async function submit(): Promise<T | undefined> {
    tried.value = true
    refusal.value = null
    fromServer.value = {}
    if (busy.value || Object.keys(errors.value).length) return undefined
    busy.value = true
    try {
      const result = await send()
      tried.value = false
      return result
    } catch (error) {
      refusal.value = asRefusal(error)
      fromServer.value = placeErrors(refusal.value.fields, FIELDS).placed
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { errors, busy, refusal, submit }
}
