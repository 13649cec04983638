// One account by its handle, as everybody may see it.
import { computed, onScopeDispose, type Ref, shallowRef, watch } from "vue"
import { asRefusal, onResume, type Refusal } from "@/wire"
import { useAccounts } from "./store"

export function useAccount(handle: Ref<string>) {
  const accounts = useAccounts()
  const refusal = shallowRef<Refusal | null>(null)

  async function fetch(): Promise<void> {
    const which = handle.value
    refusal.value = null
    await accounts.fetch(which).catch((error: unknown) => {
      if (which === handle.value) refusal.value = asRefusal(error)
    })
  }

  watch(handle, () => void fetch(), { immediate: true })
  onScopeDispose(onResume(() => void fetch()))

  return { account: computed(() => accounts.byHandle(handle.value)), refusal, again: fetch }
}
