"""How things are sold, on the wire: at a fixed price, or by auction with what everybody may see of it."""

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, PlainSerializer

from handlers.contract import Maybe, View, Wire, rfc3339, unchecked
from handlers.shapes import Moment, Money
from models import auction, listing, money
from models.auction import AuctionState, Reserve
from models.moment import whole_milliseconds

MOST_UNITS = 10_000


def _utc(moment: datetime) -> datetime:
    """In UTC and whole milliseconds, as it is kept."""
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("This moment is beyond the calendar.") from beyond
    return whole_milliseconds(moment)


Deadline = Annotated[
    AwareDatetime,
    AfterValidator(_utc),
    PlainSerializer(rfc3339),
    Field(json_schema_extra={"type": "string", "format": "date-time"}),
]
"""A moment that a client names: RFC 3339 with a zone."""


class FixedSale(Wire):
    """So many units at one price; `offer_floor` is shown to the seller alone."""

    kind: Literal["fixed"]
    price: Money
    stock: Annotated[int, Field(ge=1, le=MOST_UNITS)] = 1
    offers: bool = False
    offer_floor: Maybe[Money] = None

    def value(self) -> listing.FixedSale:
        floor = self.offer_floor.value() if self.offer_floor else None
        return listing.FixedSale(self.price.value(), self.stock, self.offers, floor)

    @classmethod
    def of(cls, sale: listing.FixedSale, *, own: bool) -> Self:
        return unchecked(
            cls.__new__(cls),
            {
                "kind": "fixed",
                "price": Money.of(sale.price),
                "stock": sale.stock,
                "offers": sale.offers,
                "offer_floor": Money.of(sale.offer_floor) if own and sale.offer_floor else None,
            },
        )


class AuctionSale(Wire):
    """One thing for who bids most until `ends_at`; `reserve` is shown to the seller alone.

    A bid in the last `soft_close_seconds` that everybody sees moves the end to so many seconds after it.
    """

    kind: Literal["auction"]
    start: Money
    reserve: Maybe[Money] = None
    buy_now: Maybe[Money] = None
    ends_at: Deadline
    soft_close_seconds: Literal[0, 60, 120, 300] = 120

    def value(self) -> auction.AuctionSale:
        reserve = self.reserve.value() if self.reserve else None
        buy_now = self.buy_now.value() if self.buy_now else None
        return auction.AuctionSale(self.start.value(), reserve, buy_now, self.ends_at, self.soft_close_seconds)

    @classmethod
    def of(cls, sale: auction.AuctionSale, *, own: bool) -> Self:
        return unchecked(
            cls.__new__(cls),
            {
                "kind": "auction",
                "start": Money.of(sale.start),
                "reserve": Money.of(sale.reserve) if own and sale.reserve else None,
                "buy_now": Money.of(sale.buy_now) if sale.buy_now else None,
                "ends_at": sale.ends_at,
                "soft_close_seconds": sale.soft_close_seconds,
            },
        )


Sale = Annotated[FixedSale | AuctionSale, Field(discriminator="kind")]


def sale_of(sale: listing.Sale, *, own: bool) -> FixedSale | AuctionSale:
    """The terms as their owner or as everybody else sees them."""
    if isinstance(sale, auction.AuctionSale):
        return AuctionSale.of(sale, own=own)
    return FixedSale.of(sale, own=own)


class AuctionView(View):
    """What everybody may see of an auction; `next_minimum` is the least that a bid must offer now."""

    price: Money
    next_minimum: Money
    bids: int
    leader: str | None
    reserve: Reserve
    buy_now: Maybe[Money] = None
    ends_at: Moment
    extensions: int
    state: AuctionState

    @classmethod
    def of(cls, it: auction.Auction) -> Self:
        def amount(minor_units: int) -> Money:
            return Money.of(money.Money(minor_units, it.currency))

        return cls(
            price=amount(it.price),
            next_minimum=amount(it.next_minimum),
            bids=it.bids,
            leader=it.lead.bidder.masked if it.lead else None,
            reserve=it.reserve_state,
            buy_now=amount(it.buy_now) if it.buy_now_open and it.buy_now is not None else None,
            ends_at=it.ends_at,
            extensions=it.extensions,
            state=it.state,
        )
