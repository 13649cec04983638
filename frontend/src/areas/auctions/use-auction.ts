// One auction as its page shows it: the bids, how I stand, and what I can do about it.
import { onScopeDispose, type Ref, ref, shallowRef, watch } from "vue"
import { useSession } from "@/areas/session"
import { ask, asRefusal, type BidView, type ListingView, type Money, onPush, onResume, type OrderView, type ParticipationView, useAsking } from "@/wire"
import { withPlaced } from "./history"

export type Own = Pick<ParticipationView, "standing" | "maximum">

const SHOWN = 20
const PATIENCE = { patience: 20_000 }

export function useAuction(listing: Ref<ListingView>) {
  const session = useSession()
  const bids = ref<BidView[]>([])
  const own = shallowRef<Own | null>(null)
  const { busy, refusal, once } = useAsking()
  /** What was pushed since the latest reading began: the reading may be older. */
  let pushed: BidView[] = []

  async function load(): Promise<void> {
    const listing_id = listing.value.id
    const meanwhile: BidView[] = (pushed = [])
    const before = own.value
    try {
      const history = ask("auction:history", { listing_id, limit: SHOWN })
      const mine = session.signedIn ? ask("auction:mine", { listing_id }) : null
      const [{ items }, page] = await Promise.all([history, mine])
      if (pushed !== meanwhile) return
      bids.value = withPlaced(items, meanwhile)
      if (own.value === before) own.value = page?.items[0] ?? null
    } catch (error) {
      refusal.value = asRefusal(error)
    }
  }

  async function bid(maximum: Money) {
    const reply = await once("auction:bid", { listing_id: listing.value.id, maximum }, PATIENCE)
    if (reply) own.value = reply
    return reply?.standing
  }

  const buy = async (expected_amount: Money): Promise<OrderView | undefined> =>
    (await once("auction:buy", { listing_id: listing.value.id, expected_amount }, PATIENCE))?.order

  const here = (push: { listing_id: string }) => push.listing_id === listing.value.id
  const stops = [
    watch([() => listing.value.id, () => session.signedIn, () => listing.value.auction?.state], load, { immediate: true }),
    onPush("auction:bid_placed", (push) => {
      if (!here(push)) return
      pushed.push(...push.placed)
      bids.value = withPlaced(bids.value, push.placed)
    }),
    onPush("auction:outbid", (push) => {
      if (here(push)) own.value = { standing: "outbid", maximum: push.maximum }
    }),
    onPush("auction:changed", (push) => void (here(push) && load())),
    onResume(() => void load()),
  ]
  onScopeDispose(() => {
    for (const stop of stops) stop()
  })

  return { bids, own, refusal, busy, bid, buy }
}
