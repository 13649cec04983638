import { createPinia, setActivePinia } from "pinia"
import { beforeEach, expect, it, onTestFinished, vi } from "vitest"
import { effectScope, ref } from "vue"
import { useSession } from "@/areas/session"
import { aListing } from "@/testing"
import { ask, type BidView, onPush, onResume } from "@/wire"
import { useAuction } from "./use-auction"

vi.mock("@/wire/socket", async (original) => ({ ...(await original<object>()), ask: vi.fn() }))
vi.mock("@/wire", async (original) => ({ ...(await original<object>()), onPush: vi.fn(), onResume: vi.fn() }))

const yuan = (amount: number) => ({ amount, currency: "CNY" })
const placed = (amount: number): BidView => ({ bidder: "a***n", amount: yuan(amount), at: "2026-11-20T12:00:00.000Z" })

let reading: Record<string, ((reply: object) => void)[]>
let pushes: Record<string, (push: object) => void>

function open() {
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const auction = scope.run(() => useAuction(ref(aListing())))
  if (!auction) throw new Error("no scope")
  return auction
}

/** Answers the reading that began as the `turn`-th. */
function answer(turn: number, bids: BidView[], items: object[]) {
  reading["auction:history"]?.[turn]?.({ items: bids, next_cursor: null })
  reading["auction:mine"]?.[turn]?.({ items, next_cursor: null })
}

beforeEach(() => {
  setActivePinia(createPinia())
  const session = useSession()
  session.account = { id: "b1" } as typeof session.account
  reading = {}
  pushes = {}
  vi.mocked(ask)
    .mockReset()
    .mockImplementation((name) => new Promise((resolve) => (reading[name] ??= []).push(resolve as never)))
  vi.mocked(onResume).mockReturnValue(() => undefined)
  vi.mocked(onPush).mockImplementation((name, handler) => {
    pushes[name] = handler as (push: object) => void
    return () => undefined
  })
})

it("keeps what it was told while an older state was read", async () => {
  const { bids, own, bid } = open()
  const bidding = bid(yuan(50))
  reading["auction:bid"]?.[0]?.({ standing: "leading", maximum: yuan(50) })
  await bidding
  pushes["auction:bid_placed"]?.({ listing_id: "l1", placed: [placed(10)] })
  answer(0, [], [])
  await vi.waitFor(() => expect(bids.value).toEqual([placed(10)]))
  expect(own.value?.standing).toBe("leading")
})

it("takes the latest reading, in whatever order they are answered", async () => {
  const { bids, own } = open()
  pushes["auction:changed"]?.({ listing_id: "l1" })
  answer(1, [placed(20)], [{ standing: "leading", maximum: yuan(30) }])
  await vi.waitFor(() => expect(own.value?.standing).toBe("leading"))
  answer(0, [], [])
  await new Promise((resolve) => setTimeout(resolve))
  expect([bids.value, own.value?.standing]).toEqual([[placed(20)], "leading"])
})
