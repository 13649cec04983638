// What pushes do to the accounts held here: pure functions, newer versions win.
import { type ById, keep } from "@/lib/entities"
import type { AccountView, PresenceView } from "@/wire"

export function applyAccount(accounts: ById<AccountView>, push: { account: AccountView }): void {
  keep(accounts, push.account)
}

/** Hints carry no version: the last that arrives is the newest there is. */
export function applyPresence(presence: Record<string, PresenceView>, push: PresenceView): void {
  presence[push.account_id] = push
}
