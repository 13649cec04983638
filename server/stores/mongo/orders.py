"""Orders in MongoDB: documents, indexes, and what lists and timers read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import OrderQuery, Page
from models.ids import AccountId, ListingId, OrderId
from models.listing import Delivery, Seller
from models.money import Money
from models.order import Address, DueRefund, Entry, Escrow, Hold, Item, Order, PaymentState, Shipment, Totals
from models.order_flow import FINAL, By, OrderState, Step
from models.stock import HoldState
from server.stores.mongo import cursors, shown
from server.stores.mongo.time import time_of

Document = dict[str, Any]

COLLECTION = "orders"
_NEWEST = [("created_at", DESCENDING), ("_id", DESCENDING)]
INDEXES = (
    IndexModel([("buyer.id", ASCENDING), *_NEWEST], name="bought"),
    IndexModel([("seller.id", ASCENDING), *_NEWEST], name="sold"),
    IndexModel([("state", ASCENDING), *_NEWEST], name="state"),
    IndexModel([("item.id", ASCENDING), ("claims", ASCENDING)], name="claims"),
    IndexModel([("entered_at", ASCENDING)], name="entered"),
    IndexModel([("timer.at", ASCENDING)], name="timer", sparse=True),
    IndexModel([("payment.state", ASCENDING), ("hold.until", ASCENDING)], name="payment"),
    IndexModel([("item.picture.id", ASCENDING)], name="showing", sparse=True),
    IndexModel(
        [("item.id", ASCENDING)],
        name="one_claim_on_a_single_item",
        unique=True,
        partialFilterExpression={"item.single": True, "claims": True},
    ),
)

_ORDER = "orders"
"""Names the one order of lists in their cursors."""


def to_doc(it: Order) -> Document:
    timers = () if _at_cashier(it) else it.timers()
    return {
        "_id": it.id,
        "version": it.version,
        "item": {
            "id": it.item.id,
            "revision": it.item.revision,
            "single": it.item.single,
            "title": it.item.title,
            "picture": shown.picture_doc(it.item.picture) if it.item.picture else None,
        },
        "buyer": _party_doc(it.buyer),
        "seller": _party_doc(it.seller),
        "quantity": it.quantity,
        "delivery": it.delivery.value,
        "currency": it.totals.item.currency,
        "totals": {"item": it.totals.item.amount, "shipping": it.totals.shipping.amount},
        "state": it.state.value,
        "hold": {"state": it.hold.state.value, "until": it.hold.until, "counted": it.hold.counted},
        "claims": it.hold.state is not HoldState.RELEASED,
        "payment": {"state": it.payment.state.value, "refunded": it.payment.refunded.amount},
        "refund": _refund_doc(it.refund) if it.refund else None,
        "shipment": [it.shipment.carrier, it.shipment.tracking_number] if it.shipment else None,
        "address": _address_doc(it.address) if it.address else None,
        "meetup_code": it.meetup_code,
        "code_tries": it.code_tries,
        "history": [_entry_doc(entry) for entry in it.history],
        "created_at": it.created_at,
        "entered_at": it.entered_at,
        "timer": {"step": timers[0].step.value, "at": timers[0].at} if timers else None,
    }


def _at_cashier(it: Order) -> bool:
    """Payments watches over it until the trade is closed there."""
    return it.state is OrderState.CREATED and it.payment.state is not PaymentState.NONE


def _party_doc(it: Seller) -> Document:
    return {
        "id": it.id,
        "version": it.version,
        "handle": it.handle,
        "display_name": it.display_name,
        "points": it.points,
        "joined_at": it.joined_at,
    }


def _refund_doc(it: DueRefund) -> Document:
    return {
        "amount": it.amount.amount,
        "step": it.step.value,
        "by": it.by.value,
        "target": it.target.value,
        "reason": it.reason,
        "since": it.since,
    }


def _address_doc(it: Address) -> Document:
    return {
        "recipient": it.recipient,
        "phone": it.phone,
        "country": it.country,
        "region": it.region,
        "city": it.city,
        "street": it.street,
        "postal_code": it.postal_code,
    }


def _entry_doc(it: Entry) -> Document:
    return {
        "from": it.source.value if it.source else None,
        "to": it.target.value,
        "step": it.step.value,
        "by": it.by.value,
        "at": it.at,
        "reason": it.reason,
    }


def from_doc(doc: Mapping[str, Any], url: Callable[[str], str]) -> Order:
    """The order of a document; `url` says where clients find the picture of a key."""
    currency, item, hold = doc["currency"], doc["item"], doc["hold"]
    picture = item["picture"]
    return Order(
        id=OrderId(doc["_id"]),
        version=doc["version"],
        item=Item(
            ListingId(item["id"]),
            item["revision"],
            item["single"],
            item["title"],
            shown.picture(picture, url) if picture else None,
        ),
        buyer=_party(doc["buyer"]),
        seller=_party(doc["seller"]),
        quantity=doc["quantity"],
        delivery=Delivery(doc["delivery"]),
        totals=Totals(Money(doc["totals"]["item"], currency), Money(doc["totals"]["shipping"], currency)),
        state=OrderState(doc["state"]),
        hold=Hold(HoldState(hold["state"]), hold["until"], hold["counted"]),
        payment=Escrow(PaymentState(doc["payment"]["state"]), Money(doc["payment"]["refunded"], currency)),
        refund=_refund(doc["refund"], currency) if doc["refund"] else None,
        shipment=Shipment(*doc["shipment"]) if doc["shipment"] else None,
        address=Address(**doc["address"]) if doc["address"] else None,
        meetup_code=doc["meetup_code"],
        code_tries=doc["code_tries"],
        history=tuple(_entry(entry) for entry in doc["history"]),
        created_at=doc["created_at"],
        entered_at=doc["entered_at"],
    )


def _party(doc: Mapping[str, Any]) -> Seller:
    return Seller(
        AccountId(doc["id"]), doc["version"], doc["handle"], doc["display_name"], doc["points"], doc["joined_at"]
    )


def _refund(doc: Mapping[str, Any], currency: str) -> DueRefund:
    amount = Money(doc["amount"], currency)
    return DueRefund(amount, Step(doc["step"]), By(doc["by"]), OrderState(doc["target"]), doc["reason"], doc["since"])


def _entry(doc: Mapping[str, Any]) -> Entry:
    source = OrderState(doc["from"]) if doc["from"] else None
    return Entry(source, OrderState(doc["to"]), Step(doc["step"]), By(doc["by"]), doc["at"], doc["reason"])


class MongoOrders:
    """Reads orders; only the committer writes them."""

    def __init__(self, database: AsyncDatabase[Document], url: Callable[[str], str]) -> None:
        self._database, self._orders, self._url = database, database[COLLECTION], url

    async def find(self, order_id: OrderId) -> Order | None:
        doc = await self._orders.find_one({"_id": order_id})
        return from_doc(doc, self._url) if doc else None

    async def page(self, query: OrderQuery, limit: int, cursor: str | None) -> Page[Order]:
        where = _filter(query)
        if cursor:
            key, document_id = cursors.decode(_ORDER, cursor)
            moment = cursors.moment(key)
            where["$or"] = [{"created_at": {"$lt": moment}}, {"created_at": moment, "_id": {"$lt": document_id}}]
        docs = await self._orders.find(where).sort(_NEWEST).limit(limit + 1).to_list()
        return cursors.page(
            docs,
            limit,
            _ORDER,
            lambda doc: cursors.milliseconds(doc["created_at"]),
            lambda doc: from_doc(doc, self._url),
        )

    async def due(self, limit: int) -> Sequence[Order]:
        return await self._first({"timer.at": {"$lte": await time_of(self._database)}}, "timer.at", limit)

    async def overdue_at_cashier(self, limit: int) -> Sequence[Order]:
        where = {
            "payment.state": PaymentState.PENDING.value,
            "hold.until": {"$lte": await time_of(self._database)},
            "state": OrderState.CREATED.value,
        }
        return await self._some(where, limit)

    async def refunding(self, limit: int) -> Sequence[Order]:
        return await self._some({"payment.state": PaymentState.REFUNDING.value}, limit)

    async def received(self, limit: int) -> Sequence[Order]:
        return await self._some({"state": OrderState.RECEIVED.value}, limit)

    async def ended_with_address(self, before: datetime, limit: int) -> Sequence[Order]:
        where = {
            "state": {"$in": [state.value for state in FINAL]},
            "address": {"$ne": None},
            "entered_at": {"$lt": before},
        }
        return await self._first(where, "created_at", limit)

    async def _some(self, where: Document, limit: int) -> Sequence[Order]:
        """At random: one that is stuck keeps no other from its turn."""
        some = await self._orders.aggregate([{"$match": where}, {"$sample": {"size": limit}}])
        return [from_doc(doc, self._url) async for doc in some]

    async def _first(self, where: Document, field: str, limit: int) -> Sequence[Order]:
        docs = await self._orders.find(where).sort(field, ASCENDING).limit(limit).to_list()
        return [from_doc(doc, self._url) for doc in docs]


def _filter(query: OrderQuery) -> Document:
    wanted = {
        "buyer.id": query.buyer_id,
        "seller.id": query.seller_id,
        "state": query.state.value if query.state else None,
    }
    return {field: value for field, value in wanted.items() if value is not None}
