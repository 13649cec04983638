// Whether somebody is here now: a hint, watched while it is on the page.
import { computed, onScopeDispose, type Ref, watch } from "vue"
import { ask, onResume, touches } from "@/wire"
import { useAccounts } from "./store"

export function usePresence(id: Ref<string | undefined>) {
  const accounts = useAccounts()

  async function join(account_id: string): Promise<void> {
    // A hint that does not come is simply not shown.
    const presence = await ask("presence:watch", { account_id }).catch(() => null)
    if (presence) accounts.onPresence(presence)
  }

  function leave(account_id: string): void {
    void ask("presence:unwatch", { account_id }).catch(() => undefined)
  }

  watch(
    id,
    (next, before) => {
      if (before) leave(before)
      if (next) void join(next)
    },
    { immediate: true },
  )
  onScopeDispose(onResume((lost) => id.value && touches(lost, `presence:${id.value}`) && void join(id.value)))
  onScopeDispose(() => id.value && leave(id.value))

  return computed(() => (id.value ? (accounts.presence[id.value] ?? null) : null))
}
