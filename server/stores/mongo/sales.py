"""How a listing is sold, as part of its document: the seller's terms, and the state of an auction."""

from collections.abc import Mapping
from typing import Any

from models.auction import Auction, AuctionSale, AuctionState, Bidder, Lead
from models.ids import AccountId
from models.listing import FixedSale, Sale
from models.money import Money

Document = dict[str, Any]


def sale_doc(it: Sale) -> Document:
    """Fields of a listing's document; `price` is not among them, it is what is asked now."""
    fixed = it if isinstance(it, FixedSale) else None
    return {
        "currency": it.price.currency,
        "stock": it.stock,
        "offers": bool(fixed and fixed.offers),
        "offer_floor": fixed.offer_floor.amount if fixed and fixed.offer_floor else None,
        "terms": None if isinstance(it, FixedSale) else terms_doc(it),
    }


def sale(doc: Mapping[str, Any]) -> Sale:
    currency: str = doc["currency"]
    if doc.get("terms"):
        return terms(doc["terms"], currency)
    floor = doc["offer_floor"]
    price = Money(doc["price"], currency)
    return FixedSale(price, doc["stock"], doc["offers"], None if floor is None else Money(floor, currency))


def terms_doc(it: AuctionSale) -> Document:
    """What the seller set, beside what has become of it."""
    return {
        "start": it.start.amount,
        "reserve": it.reserve.amount if it.reserve else None,
        "buy_now": it.buy_now.amount if it.buy_now else None,
        "ends_at": it.ends_at,
        "soft_close_seconds": it.soft_close_seconds,
    }


def terms(doc: Mapping[str, Any], currency: str) -> AuctionSale:
    start, reserve, buy_now = (
        None if doc[field] is None else Money(doc[field], currency) for field in ("start", "reserve", "buy_now")
    )
    assert start
    return AuctionSale(start, reserve, buy_now, doc["ends_at"], doc["soft_close_seconds"])


def auction_doc(it: Auction) -> Document:
    """Terms that still hold are kept with the terms."""
    return {
        "reserve": it.reserve,
        "ends_at": it.ends_at,
        "latest_end": it.latest_end,
        "extensions": it.extensions,
        "price": it.price,
        "lead": {"bidder": bidder_doc(it.lead.bidder), "maximum": it.lead.maximum} if it.lead else None,
        "bids": it.bids,
        "accepted": it.accepted,
        "state": it.state.value,
    }


def auction(doc: Mapping[str, Any], sale: AuctionSale) -> Auction:
    lead: Mapping[str, Any] | None = doc["lead"]
    return Auction(
        currency=sale.start.currency,
        start=sale.start.amount,
        reserve=doc["reserve"],
        buy_now=sale.buy_now.amount if sale.buy_now else None,
        soft_close_seconds=sale.soft_close_seconds,
        ends_at=doc["ends_at"],
        latest_end=doc["latest_end"],
        extensions=doc["extensions"],
        price=doc["price"],
        lead=Lead(bidder(lead["bidder"]), lead["maximum"]) if lead else None,
        bids=doc["bids"],
        accepted=doc["accepted"],
        state=AuctionState(doc["state"]),
    )


def bidder_doc(it: Bidder) -> Document:
    return {"id": it.id, "handle": it.handle}


def bidder(doc: Mapping[str, Any]) -> Bidder:
    return Bidder(AccountId(doc["id"]), doc["handle"])
