// Who takes which push: the exhaustive table of everything the server says unasked.
import { useAccounts } from "@/areas/accounts"
import { useListings, useMarket } from "@/areas/listings"
import { useOffers } from "@/areas/offers"
import { useOrders } from "@/areas/orders"
import { useMedia } from "@/areas/media"
import { useSession } from "@/areas/session"
import { become, learnTime, type PushTable, resumeAll } from "@/wire"

export function pushTable(): PushTable {
  const session = useSession()
  const accounts = useAccounts()
  const listings = useListings()
  const market = useMarket()
  const orders = useOrders()
  const offers = useOffers()
  const media = useMedia()
  return {
    "server:ready": ({ now, currency }) => {
      learnTime(now)
      market.learnCurrency(currency)
    },
    "server:sync": ({ now }) => learnTime(now),
    "server:resync": ({ rooms }) => resumeAll(rooms),
    "server:draining": () => become("draining"),
    "account:expired": () => session.expired(),
    "account:changed": (push) => {
      session.learn(push.account)
      accounts.onAccount(push)
    },
    "presence:changed": accounts.onPresence,
    "listing:published": listings.onListing,
    "listing:revised": listings.onListing,
    "listing:withdrawn": listings.onListing,
    "listing:sold": listings.onListing,
    "listing:availability_changed": listings.onAvailability,
    "order:changed": orders.onOrder,
    "offer:changed": offers.onOffer,
    "auction:bid_placed": listings.onAuction,
    "auction:extended": listings.onAuction,
    "auction:changed": listings.onAuction,
    "auction:closed": listings.onAuction,
    "auction:outbid": listings.onAuction,
    "media:ready": media.onMedia,
    "media:refused": media.onMedia,
    "listing:removed": listings.onListing,
    "listing:restored": listings.onListing,
    // Only the feeds on the page count it.
    "feed:moved": () => undefined,
    // Only the board on the page shows them.
    "moderation:event": () => undefined,
    "moderation:rates": () => undefined,
    "moderation:case_changed": () => undefined,
  }
}
