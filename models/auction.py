"""An auction: hidden maxima against one another, the price that everybody sees, and when it is over.

`resolve` decides one bid and is all there is to bidding: the state is what it makes of the bids, one after the other,
and a retraction is the same again without the bids that were taken back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from models.errors import Code, Refusal
from models.ids import AccountId, BidId, ListingId, RetractionId
from models.increments import increment
from models.money import Money

LONGEST = timedelta(days=30)
WINNER_PAYS_WITHIN = timedelta(hours=24)
"""Nobody waits at the screen for the end of an auction that he may win."""
MOST_EXTENDED = timedelta(minutes=60)
"""However heated the end is, it is over by then."""
FREE_RETRACTION = timedelta(hours=12)
"""Longer before the end one may take back all of one's bids; later the latest alone."""
LATE_RETRACTION = timedelta(hours=1)
"""How fresh a bid must be to be taken back shortly before the end."""


class AuctionState(StrEnum):
    LIVE = "live"
    SOLD = "sold"
    UNSOLD = "unsold"


class Reserve(StrEnum):
    """What everybody may know of the hidden reserve."""

    NONE = "none"
    MET = "met"
    NOT_MET = "not_met"


class Standing(StrEnum):
    """How a bidder stands."""

    LEADING = "leading"
    OUTBID = "outbid"
    WON = "won"
    LOST = "lost"


class RetractionReason(StrEnum):
    """Why a bid may be taken back."""

    TYPO = "typo"
    DESCRIPTION_CHANGED = "description_changed"
    SELLER_UNREACHABLE = "seller_unreachable"


@dataclass(frozen=True, slots=True)
class AuctionSale:
    """What the seller sets; `reserve` is known to the seller alone."""

    start: Money
    reserve: Money | None
    buy_now: Money | None
    ends_at: datetime
    soft_close_seconds: int

    def __post_init__(self) -> None:
        if not self.start.amount:
            raise _invalid("start", "An auction starts above nothing.")
        if self.reserve and self.reserve.amount < self.start.amount:
            raise _invalid("reserve", "The reserve is below the start.")
        least = self.reserve or self.start
        if self.buy_now and self.buy_now.amount <= least.amount:
            raise _invalid("buy_now", "Buying at once costs more than start and reserve.")

    @property
    def price(self) -> Money:
        """What is asked before anybody bids."""
        return self.start

    @property
    def stock(self) -> int:
        """An auction sells one thing."""
        return 1


@dataclass(frozen=True, slots=True)
class Bidder:
    id: AccountId
    handle: str

    @property
    def masked(self) -> str:
        """How others see a bidder."""
        return f"{self.handle[0]}***{self.handle[-1]}"


@dataclass(frozen=True, slots=True)
class Bid:
    """Up to how much somebody wants to pay; nobody else learns it."""

    bidder: Bidder
    maximum: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads, and with which maximum."""

    bidder: Bidder
    maximum: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A bid that everybody sees: the price it led to."""

    bidder: Bidder
    price: int


@dataclass(frozen=True, slots=True)
class Raised:
    """The leader has another maximum; nobody else learns it."""

    bidder: Bidder


@dataclass(frozen=True, slots=True)
class Outbid:
    """A leader leads no more."""

    loser: Lead


@dataclass(frozen=True, slots=True)
class Extended:
    """The end has moved."""

    ends_at: datetime


Fact = Placed | Raised | Outbid | Extended


@dataclass(frozen=True, slots=True)
class Auction:
    """`ends_at` moves with late bids, at most to `latest_end`; amounts are minor units of the currency.

    `bids` counts what everybody sees, `accepted` also the leader's raises.
    """

    currency: str
    start: int
    reserve: int | None
    buy_now: int | None
    soft_close_seconds: int
    ends_at: datetime
    latest_end: datetime
    extensions: int
    price: int
    lead: Lead | None
    bids: int
    accepted: int
    state: AuctionState

    @classmethod
    def opened(cls, sale: AuctionSale, now: datetime) -> "Auction":
        """Refuses an end that is over or too far away."""
        if not now < sale.ends_at <= now + LONGEST:
            raise _invalid("ends_at", f"An auction ends in the future, within {LONGEST.days} days.")
        return cls(
            currency=sale.start.currency,
            start=sale.start.amount,
            reserve=sale.reserve.amount if sale.reserve else None,
            buy_now=sale.buy_now.amount if sale.buy_now else None,
            soft_close_seconds=sale.soft_close_seconds,
            ends_at=sale.ends_at,
            latest_end=sale.ends_at + MOST_EXTENDED,
            extensions=0,
            price=sale.start.amount,
            lead=None,
            bids=0,
            accepted=0,
            state=AuctionState.LIVE,
        )

    @property
    def next_minimum(self) -> int:
        return self.price + increment(self.price, self.currency) if self.lead else self.start

    @property
    def reserve_state(self) -> Reserve:
        if self.reserve is None:
            return Reserve.NONE
        return Reserve.MET if self.lead and self.lead.maximum >= self.reserve else Reserve.NOT_MET

    @property
    def buy_now_open(self) -> bool:
        """Until the first bid, or where there is a reserve until it is met."""
        if self.state is not AuctionState.LIVE or self.buy_now is None:
            return False
        if self.reserve_state is Reserve.NONE:
            return self.lead is None
        return self.reserve_state is Reserve.NOT_MET and self.price < self.buy_now

    def refuse_unless_live(self, now: datetime) -> None:
        if self.state is not AuctionState.LIVE or now >= self.ends_at:
            raise Refusal(Code.AUCTION_ENDED)

    def standing(self, bidder: AccountId) -> Standing:
        leads = self.lead is not None and self.lead.bidder.id == bidder
        if self.state is AuctionState.LIVE:
            return Standing.LEADING if leads else Standing.OUTBID
        return Standing.WON if leads and self.state is AuctionState.SOLD else Standing.LOST

    def buy(self, now: datetime, expected: int) -> "Auction":
        """End it at the price for buying at once; the bids so far win nothing."""
        self.refuse_unless_live(now)
        if not self.buy_now_open or self.buy_now is None:
            raise Refusal(Code.BUY_NOW_OVER)
        if expected != self.buy_now:
            raise Refusal(Code.AMOUNT_CHANGED)
        return replace(self, price=self.buy_now, lead=None, state=AuctionState.SOLD)

    def call_off(self) -> "Auction":
        """What a moderator removes is nobody's, whoever leads."""
        return replace(self, state=AuctionState.UNSOLD) if self.state is AuctionState.LIVE else self

    def close(self, now: datetime) -> "Auction":
        """Whoever leads wins, if the reserve is met; refuses before the end."""
        if self.state is not AuctionState.LIVE or now < self.ends_at:
            raise Refusal(Code.AUCTION_CHANGED)
        wins = self.lead is not None and self.reserve_state is not Reserve.NOT_MET
        return replace(self, state=AuctionState.SOLD if wins else AuctionState.UNSOLD)

    def abandon(self) -> "Auction":
        """It ends without a winner, whoever leads: what it was about is no longer for sale."""
        return replace(self, state=AuctionState.UNSOLD)

    def lower_reserve(self, reserve: int | None) -> "Auction":
        """A reserve is lowered or dropped, never raised."""
        if reserve is not None and (self.reserve is None or reserve > self.reserve):
            raise _invalid("reserve", "A reserve is only lowered once the auction runs.")
        return _with_reserve(replace(self, reserve=reserve))


@dataclass(frozen=True, slots=True)
class PlacedBid:
    """A bid as it is kept: the `number`-th of its auction, and the price it led to.

    A leader's raise is `silent`: it is kept for his own sake and shown to nobody.
    """

    id: BidId
    version: int
    listing_id: ListingId
    number: int
    bid: Bid
    price: int
    silent: bool
    retracted: bool

    def retract(self) -> "PlacedBid":
        return replace(self, version=self.version + 1, retracted=True)


@dataclass(frozen=True, slots=True)
class Retraction:
    """That somebody took bids back, and why; everybody may know."""

    id: RetractionId
    version: int
    listing_id: ListingId
    bidder: Bidder
    reason: RetractionReason
    bids: int
    at: datetime


def resolve(state: Auction, bid: Bid) -> tuple[Auction, Sequence[Fact]]:
    """What one bid makes of an auction; refuses one that comes too late or offers too little."""
    state.refuse_unless_live(bid.at)
    _refuse_too_little(state, bid)
    return _applied(state, bid)


def retractable(state: Auction, mine: Sequence[PlacedBid], now: datetime) -> Sequence[PlacedBid]:
    """Which of somebody's bids, oldest first, may be taken back now; refuses when none may."""
    state.refuse_unless_live(now)
    standing = [it for it in mine if not it.retracted]
    if not standing:
        raise Refusal(Code.BID_NOT_FOUND)
    if state.ends_at - now >= FREE_RETRACTION:
        return standing
    if now - standing[-1].bid.at > LATE_RETRACTION:
        raise Refusal(Code.BID_FINAL)
    return standing[-1:]


def recomputed(state: Auction, remaining: Iterable[Bid]) -> Auction:
    """The auction as these bids alone would have made it, in their order; the end and the numbering stay."""
    fresh = replace(state, price=state.start, lead=None, bids=0)
    for bid in remaining:
        fresh, _ = _applied(fresh, bid)
    return replace(fresh, accepted=state.accepted, ends_at=state.ends_at, extensions=state.extensions)


def _refuse_too_little(state: Auction, bid: Bid) -> None:
    least = state.next_minimum
    if state.lead and state.lead.bidder.id == bid.bidder.id:
        least = max(least, state.lead.maximum + 1)
    if bid.maximum < least:
        raise too_little(least)


def too_little(least: int) -> Refusal:
    sentence = f"The least that is accepted now is {least} minor units."
    return Refusal(Code.BID_TOO_LOW, fields={"maximum.amount": sentence}, first=True)


def _applied(state: Auction, bid: Bid) -> tuple[Auction, Sequence[Fact]]:
    """Without asking whether it is enough: so a history can be told again with fewer bids in it."""
    lead = state.lead
    price, new_lead = state.price, Lead(bid.bidder, bid.maximum)
    outbid: Sequence[Fact] = ()
    if lead and lead.bidder.id != bid.bidder.id:
        lower, higher = sorted((lead.maximum, bid.maximum))
        price = max(price, min(higher, lower + increment(lower, state.currency)))
        if bid.maximum > lead.maximum:
            outbid = (Outbid(lead),)
        else:
            new_lead = lead
    after = _with_reserve(replace(state, price=price, lead=new_lead, accepted=state.accepted + 1))
    if lead and lead.bidder.id == bid.bidder.id and after.price == state.price:
        return after, (Raised(bid.bidder),)
    return _seen(after, bid, outbid)


def _seen(state: Auction, bid: Bid, outbid: Sequence[Fact]) -> tuple[Auction, Sequence[Fact]]:
    """What everybody sees; seen late enough it moves the end."""
    state, facts = replace(state, bids=state.bids + 1), (Placed(bid.bidder, state.price), *outbid)
    ends_at = min(bid.at + timedelta(seconds=state.soft_close_seconds), state.latest_end)
    if ends_at <= state.ends_at:
        return state, facts
    return replace(state, ends_at=ends_at, extensions=state.extensions + 1), (*facts, Extended(ends_at))


def _with_reserve(state: Auction) -> Auction:
    """A maximum that meets the reserve lifts the price to it."""
    if state.lead is None or state.reserve is None or not state.price < state.reserve <= state.lead.maximum:
        return state
    return replace(state, price=state.reserve)


def _invalid(field: str, sentence: str) -> Refusal:
    return Refusal(Code.INVALID_PAYLOAD, fields={f"sale.{field}": sentence})
