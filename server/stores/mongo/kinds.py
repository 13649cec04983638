"""What is kept where: each entity's collection, its documents and its indexes, in one table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel

from handlers.ports import Entity
from models.account import Account, Login
from models.auction import PlacedBid, Retraction
from models.listing import Listing
from models.media import Media
from server.stores.mongo import accounts, auctions, listings, logins, pictures

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """Where entities of one class live, and how they become documents."""

    collection: str
    to_doc: Callable[[Any], Document]


KINDS: dict[type[Entity], Kind] = {
    Account: Kind(accounts.COLLECTION, accounts.to_doc),
    Login: Kind(logins.COLLECTION, logins.to_doc),
    Listing: Kind(listings.COLLECTION, listings.to_doc),
    PlacedBid: Kind(auctions.COLLECTION, auctions.to_doc),
    Retraction: Kind(auctions.RETRACTIONS, auctions.retraction_doc),
    Media: Kind(pictures.COLLECTION, pictures.to_doc),
}
"""Whatever a request may write."""

INDEXES: dict[str, Sequence[IndexModel]] = {
    accounts.COLLECTION: accounts.INDEXES,
    logins.COLLECTION: logins.INDEXES,
    listings.COLLECTION: listings.INDEXES,
    auctions.COLLECTION: auctions.INDEXES,
    auctions.RETRACTIONS: auctions.RETRACTION_INDEXES,
    pictures.COLLECTION: pictures.INDEXES,
}
"""What `migrate` creates and start-up demands."""
