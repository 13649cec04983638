import { expect, it } from "vitest"
import type { ById } from "@/lib/entities"
import type { AccountView } from "@/wire"
import { applyAccount } from "./pushes"

const account = (version: number, display_name: string): AccountView => ({
  id: "a",
  version,
  handle: "ann",
  display_name,
  bio: "",
  badge: { points: 0, level: "grey" },
  joined_at: "2026-01-01T00:00:00.000Z",
})

it("keeps the newest account whatever order the pushes come in", () => {
  const held: ById<AccountView> = {}
  applyAccount(held, { account: account(2, "Anna") })
  applyAccount(held, { account: account(1, "Ann") })
  expect(held.a?.display_name).toBe("Anna")
})
