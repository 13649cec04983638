// Whether somebody is online, while a page cares; a hint that may be a minute old.
import { onScopeDispose, readonly, type Ref, shallowRef, watch } from "vue"
import { ask, onPush, onResume, type PresenceView } from "@/wire"

export function usePresence(accountId: Ref<string>) {
  const presence = shallowRef<PresenceView | null>(null)

  async function look(): Promise<void> {
    const which = accountId.value
    const seen = await ask("presence:watch", { account_id: which }).catch(() => null)
    if (which === accountId.value) presence.value = seen
  }

  function leave(which: string | undefined): void {
    if (which) void ask("presence:unwatch", { account_id: which }).catch(() => undefined)
  }

  watch(
    accountId,
    (_, before) => {
      leave(before)
      void look()
    },
    { immediate: true },
  )
  const stops = [
    onResume(() => void look()),
    onPush("presence:changed", (push) => {
      if (push.account_id === accountId.value) presence.value = push
    }),
  ]
  onScopeDispose(() => {
    leave(accountId.value)
    for (const stop of stops) stop()
  })
  return readonly(presence)
}
