"""Auctions and bidders for tests of bidding: dollars in cents, beginning at ten."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from models.auction import Auction, AuctionSale, Bid, Bidder, Fact, resolve
from models.ids import AccountId
from models.money import Money

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SALE = AuctionSale(
    start=Money(10_00, "USD"), reserve=None, buy_now=None, ends_at=NOON + timedelta(days=7), soft_close_seconds=120
)


def dollars(amount: int | None) -> Money | None:
    return None if amount is None else Money(amount, "USD")


def an_auction(
    *, start: int = 10_00, reserve: int | None = None, buy_now: int | None = None, soft_close_seconds: int = 120
) -> Auction:
    terms = {"start": Money(start, "USD"), "reserve": dollars(reserve), "buy_now": dollars(buy_now)}
    return Auction.opened(replace(SALE, **terms, soft_close_seconds=soft_close_seconds), NOON)  # type: ignore[arg-type]


def a_bid(who: str, maximum: int, at: datetime = NOON) -> Bid:
    return Bid(Bidder(AccountId(f"id-{who}"), f"{who}-handle"), maximum, at)


def after(state: Auction, *bids: Bid) -> tuple[Auction, list[Fact]]:
    """The auction after these bids, and all that happened."""
    happened: list[Fact] = []
    for bid in bids:
        state, facts = resolve(state, bid)
        happened += facts
    return state, happened


def seen(state: Auction) -> tuple[int, str]:
    """Price, and whose it is."""
    assert state.lead
    return state.price, state.lead.bidder.id.removeprefix("id-")


def fold(state: Auction, bids: Sequence[Bid]) -> Auction:
    return after(state, *bids)[0]
