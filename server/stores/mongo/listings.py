"""Listings in MongoDB: documents, indexes, and the pages that browsing reads."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pymongo import ASCENDING, DESCENDING, GEOSPHERE, IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import ListingQuery, Page, Sort
from models.auction import AuctionSale
from models.ids import AccountId, CategoryId, ListingId
from models.listing import Condition, Delivery, Draft, Listing, ListingState, Seller
from models.money import Money
from models.place import Place, Point
from server.stores.mongo import cursors, sales, shown
from server.stores.mongo.gathering import Gathering

Document = dict[str, Any]

COLLECTION = "listings"
_NEWEST = [("published_at", DESCENDING), ("_id", DESCENDING)]
_PRICE = [("price", ASCENDING), ("_id", ASCENDING)]
INDEXES = (
    IndexModel([("state", ASCENDING), *_NEWEST], name="newest"),
    IndexModel([("category", ASCENDING), ("state", ASCENDING), *_NEWEST], name="newest_in_category"),
    IndexModel([("seller.id", ASCENDING), ("state", ASCENDING), *_NEWEST], name="newest_of_seller"),
    IndexModel([("state", ASCENDING), *_PRICE], name="price"),
    IndexModel([("category", ASCENDING), ("state", ASCENDING), *_PRICE], name="price_in_category"),
    IndexModel([("place.point", GEOSPHERE), ("state", ASCENDING)], name="nearest"),
    IndexModel([("pictures.id", ASCENDING)], name="showing", sparse=True),
    IndexModel(
        [("auction.ends_at", ASCENDING)], name="auctions_due", partialFilterExpression={"auction.state": "live"}
    ),
)

_RINGS_M = (2_000, 20_000, 200_000, 2_000_000, 20_100_000)
"""Radii that a search for the nearest widens through; the last one is the whole earth."""


def to_doc(it: Listing) -> Document:
    draft = it.draft
    return {
        "_id": it.id,
        "version": it.version,
        "seller": {
            "id": it.seller.id,
            "version": it.seller.version,
            "handle": it.seller.handle,
            "display_name": it.seller.display_name,
            "points": it.seller.points,
            "joined_at": it.seller.joined_at,
        },
        "title": draft.title,
        "description": draft.description,
        "category": draft.category,
        "attributes": dict(draft.attributes),
        "brand": draft.brand,
        "condition": draft.condition.value,
        "pictures": [shown.picture_doc(picture) for picture in draft.pictures],
        "location": _geo(draft.location) if draft.location else None,
        "place": {"name": draft.place.name, "point": _geo(draft.place.point)} if draft.place else None,
        "delivery": [delivery.value for delivery in draft.delivery],
        "shipping_fee": draft.shipping_fee.amount if draft.shipping_fee else None,
        "price": it.price.amount,
        **sales.sale_doc(draft.sale),
        "auction": sales.auction_doc(it.auction) if it.auction else None,
        "available": it.available,
        "sold": it.sold,
        "reserved_until": it.reserved_until,
        "revision": it.revision,
        "unseen": it.unseen,
        "state": it.state.value,
        "published_at": it.published_at,
    }


def from_doc(doc: Mapping[str, Any], url: Callable[[str], str]) -> Listing:
    """The listing of a document; `url` says where clients find the picture of a key."""
    currency, place = doc["currency"], doc["place"]
    draft = Draft(
        title=doc["title"],
        description=doc["description"],
        category=CategoryId(doc["category"]),
        attributes=doc["attributes"],
        brand=doc["brand"],
        condition=Condition(doc["condition"]),
        pictures=tuple(shown.picture(picture, url) for picture in doc["pictures"]),
        location=_point(doc["location"]) if doc["location"] else None,
        place=Place(place["name"], _point(place["point"])) if place else None,
        delivery=tuple(Delivery(value) for value in doc["delivery"]),
        shipping_fee=_money(doc["shipping_fee"], currency),
        sale=sales.sale(doc),
    )
    seller = doc["seller"]
    return Listing(
        id=ListingId(doc["_id"]),
        version=doc["version"],
        seller=Seller(
            AccountId(seller["id"]),
            seller["version"],
            seller["handle"],
            seller["display_name"],
            seller["points"],
            seller["joined_at"],
        ),
        draft=draft,
        available=doc["available"],
        state=ListingState(doc["state"]),
        published_at=doc["published_at"],
        sold=doc.get("sold", 0),
        reserved_until=doc.get("reserved_until"),
        revision=doc.get("revision", 1),
        unseen=doc.get("unseen", 0),
        auction=sales.auction(doc["auction"], draft.sale) if isinstance(draft.sale, AuctionSale) else None,
    )


class MongoListings:
    """Reads listings; only the committer writes them."""

    def __init__(self, database: AsyncDatabase[Document], url: Callable[[str], str]) -> None:
        self._listings, self._url = database[COLLECTION], url
        self._gathering = Gathering(self.find_many)

    async def find(self, listing_id: ListingId) -> Listing | None:
        return await self._gathering.find(listing_id)

    async def find_many(self, listing_ids: Sequence[ListingId]) -> Mapping[ListingId, Listing]:
        docs = await self._listings.find({"_id": {"$in": list(listing_ids)}}).to_list()
        return {ListingId(doc["_id"]): from_doc(doc, self._url) for doc in docs}

    async def page(self, query: ListingQuery, limit: int, cursor: str | None) -> Page[Listing]:
        """A page of listings, by (sort key, id); one document more is read to know whether another page follows."""
        after = cursors.decode(query.sort, cursor) if cursor else None
        if query.sort is Sort.NEAREST:
            docs = await self._nearest(query, limit + 1, after)
        else:
            docs = await self._ordered(query, limit + 1, after)
        return cursors.page(docs, limit, query.sort, _KEYS[query.sort], lambda doc: from_doc(doc, self._url))

    async def shown_as_before(self, seller: Seller, limit: int) -> Sequence[Listing]:
        """Listings of this seller that show an older version of him."""
        older = {"seller.id": seller.id, "seller.version": {"$lt": seller.version}}
        return [from_doc(doc, self._url) for doc in await self._listings.find(older).limit(limit).to_list()]

    async def _ordered(self, query: ListingQuery, count: int, after: tuple[float, str] | None) -> list[Document]:
        field, direction = _ORDERS[query.sort]
        where = _filter(query)
        if after:
            key, document_id = after
            value = cursors.moment(key) if field == "published_at" else key
            past = "$lt" if direction == DESCENDING else "$gt"
            where["$or"] = [{field: {past: value}}, {field: value, "_id": {past: document_id}}]
        return await self._listings.find(where).sort([(field, direction), ("_id", direction)]).limit(count).to_list()

    async def _nearest(self, query: ListingQuery, count: int, after: tuple[float, str] | None) -> list[Document]:
        """Distances are those of the grid points, as everybody sees them; equal ones are told apart by id."""
        assert query.near is not None
        least, document_id = after or (0.0, "")
        behind = {"$or": [{"distance": {"$gt": least}}, {"distance": least, "_id": {"$gt": document_id}}]}
        docs: list[Document] = []
        for radius in _RINGS_M:
            near = {
                "near": _geo(query.near),
                "key": "place.point",
                "distanceField": "distance",
                "minDistance": max(least - 1, 0),
                "maxDistance": least + radius,
                "query": _filter(query),
                "spherical": True,
            }
            order = {"distance": ASCENDING, "_id": ASCENDING}
            pipeline: list[Document] = [{"$geoNear": near}, {"$match": behind}, {"$sort": order}, {"$limit": count}]
            docs = await (await self._listings.aggregate(pipeline)).to_list()
            if len(docs) == count:
                break
        return docs


def _filter(query: ListingQuery) -> Document:
    where: Document = {"state": {"$in": [state.value for state in query.states]}}
    if len(query.states) == 1:
        where["state"] = query.states[0].value
    if query.categories:
        where["category"] = {"$in": list(query.categories)}
    if query.seller_id:
        where["seller.id"] = query.seller_id
    bounds = {"$gte": query.price_min, "$lte": query.price_max}
    if price := {operator: bound for operator, bound in bounds.items() if bound is not None}:
        where["price"] = price
    return where


_ORDERS = {
    Sort.NEWEST: ("published_at", DESCENDING),
    Sort.PRICE: ("price", ASCENDING),
    Sort.PRICE_DOWN: ("price", DESCENDING),
}
_KEYS: Mapping[Sort, Callable[[Mapping[str, Any]], float]] = {
    Sort.NEWEST: lambda doc: cursors.milliseconds(doc["published_at"]),
    Sort.PRICE: lambda doc: doc["price"],
    Sort.PRICE_DOWN: lambda doc: doc["price"],
    Sort.NEAREST: lambda doc: doc["distance"],
}


def _geo(point: Point) -> Document:
    return {"type": "Point", "coordinates": [point.lng, point.lat]}


def _point(geo: Mapping[str, Any]) -> Point:
    return Point(*geo["coordinates"])


def _money(amount: int | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)
