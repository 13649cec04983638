"""How the people of the demo market sell by auction, and how they bid: terms, worths and bids that look like theirs."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from models.auction import AuctionSale, Bid, Bidder, Placed, PlacedBid, resolve
from models.errors import Refusal
from models.ids import BidId, derived_id
from models.listing import Listing
from models.moment import whole_milliseconds
from models.money import EXPONENTS, Money
from server.local.demo import prices
from server.local.demo.people import Person

LONGEST_RUN = timedelta(days=10)
_RUNS = (timedelta(hours=4), timedelta(hours=12), *(timedelta(days=days) for days in (1, 3, 5, 7, 10)))
_ENDING_SOON = 0.25
_SOON_MINUTES = (4.0, 90.0)
_SOFT_CLOSES = (0, 60, 120, 120, 120, 300)
_MOST_BIDDERS, _MOST_BIDS = 6, 16


def terms(luck: random.Random, price: Money, published_at: datetime, now: datetime) -> AuctionSale:
    """Of an auction that still runs, for something that would fetch about this price."""
    start = prices.about(luck, price, 0.3, 0.7)
    reserve = prices.about(luck, price, 0.75, 1.0) if luck.random() < 0.3 else None
    if reserve and reserve.amount < start.amount:
        reserve = None
    buy_now = prices.about(luck, price, 1.05, 1.3) if luck.random() < 0.35 else None
    if buy_now and buy_now.amount <= (reserve or start).amount:
        buy_now = None
    return AuctionSale(start, reserve, buy_now, _end(luck, published_at, now), luck.choice(_SOFT_CLOSES))


def _end(luck: random.Random, published_at: datetime, now: datetime) -> datetime:
    runs = [run for run in _RUNS if published_at + run > now + timedelta(minutes=_SOON_MINUTES[0])]
    if not runs or luck.random() < _ENDING_SOON:
        return whole_milliseconds(now + timedelta(minutes=luck.uniform(*_SOON_MINUTES)))
    return published_at + luck.choice(runs)


def worth(handle: str, listing_id: str, start: Money) -> int:
    """What it is worth to one of them, always the same: so that bidding comes to an end."""
    return prices.about(random.Random(f"{handle}:{listing_id}"), start, 1.0, 2.6).amount


def maximum(luck: random.Random, least: int, worth: int, currency: str) -> int | None:
    """A next bid of somebody to whom it is worth this much; None when it has become too dear."""
    if least > worth:
        return None
    between = luck.randint(least, worth)
    return luck.choice((least, max(least, between - between % 10 ** EXPONENTS[currency]), worth))


def with_bids(
    luck: random.Random, listing: Listing, people: Sequence[Person], now: datetime
) -> tuple[Listing, Sequence[PlacedBid]]:
    """An auction as some of these people have bid on it until now, none of them too low."""
    assert listing.auction
    others = [person for person in people if person.account.id != listing.seller.id]
    keen = luck.sample(others, min(luck.randint(1, _MOST_BIDDERS), len(others)))
    count = min(int(luck.expovariate(0.2)), _MOST_BIDS) if keen else 0
    ages = sorted((luck.random() for _ in range(count)), reverse=True)
    bids: list[PlacedBid] = []
    for age in ages:
        at = whole_milliseconds(now - (now - listing.published_at) * age)
        if bid := _bid(luck, listing, luck.choice(keen), at):
            listing, placed = bid
            bids.append(placed)
    return listing, bids


def _bid(luck: random.Random, listing: Listing, person: Person, at: datetime) -> tuple[Listing, PlacedBid] | None:
    auction, account = listing.auction, person.account
    assert auction
    start = Money(auction.start, auction.currency)
    amount = maximum(luck, auction.next_minimum, worth(account.handle, listing.id, start), auction.currency)
    if amount is None:
        return None
    bid = Bid(Bidder(account.id, account.handle), amount, at)
    try:
        after, facts = resolve(auction, bid)
    except Refusal:
        return None
    silent = not any(isinstance(fact, Placed) for fact in facts)
    bid_id = BidId(derived_id("demo", "bid", listing.id, str(after.accepted)))
    placed = PlacedBid(bid_id, 1, listing.id, after.accepted, bid, after.price, silent, retracted=False)
    return listing.decided_unseen(after) if silent else listing.decided(after), placed
