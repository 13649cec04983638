import { expect, it } from "vitest"
import type { OfferView } from "@/wire"
import { applyOffer, type Offers } from "./pushes"

const offer = (version: number, state: string) => ({ id: "o", version, state }) as OfferView

it("ends at the newest version whatever order pushes and snapshots come in", () => {
  const held: Offers = {}
  for (const version of [2, 1]) applyOffer(held, { offer: offer(version, version === 2 ? "declined" : "open") })
  expect(held.o).toMatchObject({ version: 2, state: "declined" })
})
