// Every account this page has looked at, once, by id.
import { defineStore } from "pinia"
import { ref } from "vue"
import { type ById, keep } from "@/lib/entities"
import { type AccountView, ask, type PresenceView, type UpdateAccount } from "@/wire"
import { applyAccount, applyPresence } from "./pushes"

export const useAccounts = defineStore("accounts", () => {
  const byId = ref<ById<AccountView>>({})
  const presence = ref<Record<string, PresenceView>>({})

  function put(view: AccountView): void {
    keep(byId.value, view)
  }

  function byHandle(handle: string): AccountView | null {
    return Object.values(byId.value).find((account) => account.handle === handle) ?? null
  }

  async function fetch(handle: string): Promise<void> {
    put((await ask("account:get", { handle })).account)
  }

  async function update(body: UpdateAccount): Promise<void> {
    put((await ask("account:update", body)).account)
  }

  return {
    byId,
    presence,
    put,
    byHandle,
    fetch,
    update,
    onAccount: (push: { account: AccountView }) => applyAccount(byId.value, push),
    onPresence: (push: PresenceView) => applyPresence(presence.value, push),
  }
})
