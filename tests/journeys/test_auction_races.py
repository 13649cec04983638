"""The race law of auctions and offers: many at once on two web processes, one outcome, and no yes that is lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio

from models.auction import Auction, AuctionSale, Bid, Bidder, resolve
from models.ids import AccountId, derived_id
from models.money import Money
from tests.support.bidding import auction, bid, cny
from tests.support.buying import ask
from tests.support.haggling import negotiable, offer
from tests.support.paying import Bazaar, hands
from tests.support.people import PARCEL, new_request_id, publish, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until

PEOPLE = 12
PATIENT = pytest.mark.timeout(300)
pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the connections live


class Rival:
    """Somebody with a connection to one of the processes, and every answer that he got about bids."""

    def __init__(self, client: RawClient, account_id: str) -> None:
        self.client, self.id = client, account_id
        self.said: list[tuple[str, Any]] = []

    async def bid(self, listing: dict[str, Any], maximum: int) -> Any:
        request_id = new_request_id()
        ack = await bid(self.client, listing, maximum, request_id)
        self.said.append((derived_id(self.id, "auction:bid", request_id), ack))
        return ack

    async def bid_until_it_is_over(self, listing: dict[str, Any], place: int) -> None:
        for step in range(2_000):
            ack = await self.bid(listing, 2_000 + 500 * (place + PEOPLE * step))
            if not ack["ok"] and ack["error"]["code"] == "auction_ended":
                return

    def accepted(self) -> set[str]:
        return {key for key, ack in self.said if ack["ok"]}

    def refused(self) -> set[str]:
        return {ack["error"]["code"] for _, ack in self.said if not ack["ok"]}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tokens(bazaar_process: Bazaar) -> list[tuple[str, str]]:
    """Access tokens and ids of a seller and of everybody else."""
    people = []
    for _ in range(1 + PEOPLE):
        async with somebody(bazaar_process.market.url) as (_, me):
            people.append((me["access_token"], me["account"]["id"]))
    return people


@pytest_asyncio.fixture(loop_scope="session")
async def sellers(bazaar: Bazaar, tokens: Sequence[tuple[str, str]]) -> AsyncIterator[list[RawClient]]:
    """One seller with connections to both processes."""
    async with hands(bazaar.market, tokens[0][0], 4) as clients:
        yield clients


@pytest_asyncio.fixture(loop_scope="session")
async def rivals(bazaar: Bazaar, tokens: Sequence[tuple[str, str]]) -> AsyncIterator[list[Rival]]:
    """As many on one process as on the other."""
    async with AsyncExitStack() as stack:
        people = []
        for place, (token, account_id) in enumerate(tokens[1:]):
            client = await stack.enter_async_context(RawClient(bazaar.market.urls[place % 2]))
            await client.connect(token=token)
            people.append(Rival(client, account_id))
        yield people


async def over(seller: RawClient, listing: dict[str, Any]) -> dict[str, Any]:
    """The auction, as soon as it is closed."""
    shown: dict[str, Any] = {}

    async def is_closed() -> bool:
        shown.update((await seller.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"])
        return bool(shown["auction"]["state"] != "live")

    await until(is_closed, seconds=60)
    return shown


def folded(listing: dict[str, Any], bids: Sequence[dict[str, Any]]) -> Auction:
    """What `resolve` makes of these documents, one after the other."""
    kept = listing["auction"]
    terms = AuctionSale(Money(1000, "CNY"), None, None, kept["ends_at"], 0)
    state = Auction.opened(terms, listing["published_at"])
    for it in bids:
        who = Bidder(AccountId(it["bidder"]["id"]), it["bidder"]["handle"])
        state, _ = resolve(state, Bid(who, it["maximum"], it["at"]))
    return state


@PATIENT
@pytest.mark.parametrize("_again", range(3))
async def test_bids_at_the_closing_moment_count_or_come_too_late(
    bazaar: Bazaar, sellers: list[RawClient], rivals: list[Rival], _again: int
) -> None:
    listing = await publish(sellers[0], title=new_request_id(), sale=auction(seconds=3, soft_close_seconds=0))
    async with RawClient(bazaar.market.urls[1]) as watcher:
        await watcher.connect()
        await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        await asyncio.gather(*(it.bid_until_it_is_over(listing, place) for place, it in enumerate(rivals)))
        shown = await over(sellers[0], listing)
        closed = await watcher.push("auction:closed")
        await watcher.ask("server:time", {})
        later = [body["version"] for name, body in watcher.pushes if name == "auction:bid_placed"]
    assert {code for it in rivals for code in it.refused()} == {"bid_too_low", "auction_ended"}
    bids = sorted(bazaar.documents("bids", listing_id=listing["id"]), key=lambda it: int(it["number"]))
    assert {it["_id"] for it in bids} == {key for it in rivals for key in it.accepted()}
    (kept,) = bazaar.documents("listings", _id=listing["id"])
    assert all(it["at"] < kept["auction"]["ends_at"] for it in bids)
    end = folded(kept, bids)
    assert end.lead
    (order,) = bazaar.documents("orders", **{"item.id": listing["id"]})
    assert (order["buyer"]["id"], order["totals"]["item"]) == (end.lead.bidder.id, end.price)
    assert (shown["auction"]["state"], shown["auction"]["price"]) == ("sold", cny(end.price))
    assert (shown["auction"]["bids"], kept["auction"]["accepted"]) == (end.bids, len(bids))
    assert closed["auction"] == shown["auction"]
    assert max(later) < closed["version"]
    assert [name for name, _ in watcher.pushes].count("auction:closed") == 0


@PATIENT
async def test_of_those_who_buy_at_once_and_those_who_bid_one_side_wins(
    bazaar: Bazaar, sellers: list[RawClient], rivals: list[Rival]
) -> None:
    for _ in range(20):
        listing = await publish(sellers[0], title=new_request_id(), sale=auction(buy_now=cny(9000)))
        wanted = {"listing_id": listing["id"], "expected_amount": cny(9000)}
        buying = [ask(it.client, "auction:buy", **wanted) for it in rivals[: PEOPLE // 2]]
        bidding = [it.bid(listing, 2000 + place) for place, it in enumerate(rivals[PEOPLE // 2 :])]
        acks = await asyncio.gather(*buying, *bidding)
        bought, bids = sum(ack["ok"] for ack in acks[: len(buying)]), sum(ack["ok"] for ack in acks[len(buying) :])
        assert (bought, bids > 0) in {(1, False), (0, True)}, acks
        shown = (await sellers[1].ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]
        assert shown["auction"]["state"] == ("sold" if bought else "live")
        assert len(bazaar.documents("orders", **{"item.id": listing["id"]})) == bought
        assert len(bazaar.documents("bids", listing_id=listing["id"])) == bids


@PATIENT
async def test_of_accepted_offers_and_orders_one_gets_the_unit(
    bazaar: Bazaar, sellers: list[RawClient], rivals: list[Rival]
) -> None:
    for _ in range(20):
        listing = await publish(sellers[0], title=new_request_id(), sale=negotiable())
        offering, ordering = rivals[: len(sellers)], rivals[len(sellers) :]
        offers = await asyncio.gather(*(offer(it.client, listing, 7000 + n) for n, it in enumerate(offering)))
        accepts = [ask(hand, "offer:accept", offer_id=it["id"]) for hand, it in zip(sellers, offers, strict=True)]
        orders = [ask(it.client, "order:place", listing_id=listing["id"], **PARCEL) for it in ordering]
        acks = await asyncio.gather(*accepts, *orders)
        assert sum(ack["ok"] for ack in acks) == 1, acks
        (order,) = bazaar.documents("orders", **{"item.id": listing["id"]})
        (kept,) = bazaar.documents("listings", _id=listing["id"])
        assert kept["available"] == 0
        accepted = [it for it in bazaar.documents("offers", **{"thing.id": listing["id"]}) if it["state"] == "accepted"]
        assert [it["order_id"] for it in accepted] == [order["_id"]][: sum(ack["ok"] for ack in acks[: len(accepts)])]
        (buyer,) = [it for it in rivals if it.id == order["buyer"]["id"]]
        assert (await ask(buyer.client, "order:cancel", order_id=order["_id"]))["ok"]
