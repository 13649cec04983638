import { expect, it } from "vitest"
import type { OrderView } from "@/wire"
import { applyOrder, type Orders } from "./pushes"

const order = (version: number, state: string) => ({ id: "o", version, state }) as OrderView

it("ends at the newest version whatever order pushes and snapshots come in", () => {
  const held: Orders = {}
  for (const version of [2, 1, 4, 3]) applyOrder(held, { order: order(version, version === 4 ? "shipped" : "paid") })
  expect(held.o).toMatchObject({ version: 4, state: "shipped" })
})
