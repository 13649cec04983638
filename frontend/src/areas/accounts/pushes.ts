// What pushes do to the accounts held here: pure functions, newer versions win.
import { type ById, keep } from "@/lib/entities"
import type { AccountView } from "@/wire"

export function applyAccount(accounts: ById<AccountView>, push: { account: AccountView }): void {
  keep(accounts, push.account)
}
