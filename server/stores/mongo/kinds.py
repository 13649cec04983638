"""What is kept where: each entity's collection, its documents and its indexes, in one table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel

from handlers.work import Entity
from models.account import Account, Login
from models.auction import PlacedBid, Retraction
from models.audit import AuditEntry
from models.case import Case
from models.ledger import Entry
from models.listing import Listing
from models.media import Media
from models.offer import Offer
from models.order import Order
from models.payment import HeardNotice, Payment
from server.stores.mongo import (
    accounts,
    auctions,
    audit,
    cases,
    ledger,
    listings,
    logins,
    offers,
    orders,
    payments,
    pictures,
    requests,
)

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """Where entities of one class live, and how they become documents."""

    collection: str
    to_doc: Callable[[Any], Document]
    answers: bool = True
    """Whether a document may keep the answer to the request that made it."""
    append_only: bool = False
    """Documents that are written once: a change of one is a fault of ours."""


KINDS: dict[type[Entity], Kind] = {
    Account: Kind(accounts.COLLECTION, accounts.to_doc, answers=False),
    Login: Kind(logins.COLLECTION, logins.to_doc, answers=False),
    Listing: Kind(listings.COLLECTION, listings.to_doc),
    Order: Kind(orders.COLLECTION, orders.to_doc),
    Offer: Kind(offers.COLLECTION, offers.to_doc),
    PlacedBid: Kind(auctions.COLLECTION, auctions.to_doc),
    Retraction: Kind(auctions.RETRACTIONS, auctions.retraction_doc),
    Media: Kind(pictures.COLLECTION, pictures.to_doc),
    Case: Kind(cases.COLLECTION, cases.to_doc),
    Payment: Kind(payments.COLLECTION, payments.to_doc),
    HeardNotice: Kind(payments.NOTICES, payments.notice_doc, append_only=True),
    Entry: Kind(ledger.COLLECTION, ledger.to_doc, append_only=True),
    AuditEntry: Kind(audit.COLLECTION, audit.to_doc, append_only=True),
}
"""Whatever a request may write."""

INDEXES: dict[str, Sequence[IndexModel]] = {
    accounts.COLLECTION: accounts.INDEXES,
    logins.COLLECTION: logins.INDEXES,
    listings.COLLECTION: listings.INDEXES,
    orders.COLLECTION: orders.INDEXES,
    requests.COLLECTION: requests.INDEXES,
    offers.COLLECTION: offers.INDEXES,
    auctions.COLLECTION: auctions.INDEXES,
    auctions.RETRACTIONS: auctions.RETRACTION_INDEXES,
    pictures.COLLECTION: pictures.INDEXES,
    cases.COLLECTION: cases.INDEXES,
    payments.COLLECTION: payments.INDEXES,
    payments.NOTICES: payments.NOTICE_INDEXES,
    ledger.COLLECTION: ledger.INDEXES,
    audit.COLLECTION: audit.INDEXES,
}
"""What `migrate` creates and start-up demands."""

ANSWERING = (requests.COLLECTION, *(kind.collection for kind in KINDS.values() if kind.answers))
"""Where documents may keep the first answer to a request."""
