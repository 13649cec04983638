"""Payments and the notices that had an effect, in MongoDB: documents, indexes, and what the jobs read."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from models.ids import OrderId, PaymentId, TradeNumber
from models.money import Money
from models.payment import (
    DEAD_AFTER,
    HeardNotice,
    Payment,
    PaymentState,
    Refund,
    RefundKind,
    Trade,
    TradeState,
)

Document = dict[str, Any]

COLLECTION, NOTICES = "payments", "notices"
INDEXES = (
    IndexModel([("order_id", ASCENDING)], name="order", unique=True),
    IndexModel([("trades.number", ASCENDING)], name="trade", unique=True),
    IndexModel(
        [("provider_numbers", ASCENDING)],
        name="provider_number",
        unique=True,
        partialFilterExpression={"provider_numbers.0": {"$exists": True}},
    ),
    IndexModel([("look_at", ASCENDING)], name="look", partialFilterExpression={"look_at": {"$type": "date"}}),
    IndexModel([("failures", ASCENDING)], name="failures"),
)
NOTICE_INDEXES = (IndexModel([("trade", ASCENDING), ("at", ASCENDING)], name="trade"),)


def to_doc(it: Payment) -> Document:
    return {
        "_id": it.id,
        "version": it.version,
        "order_id": it.order_id,
        "amount": it.amount.amount,
        "currency": it.amount.currency,
        "state": it.state.value,
        "expires_at": it.expires_at,
        "trades": [
            {
                "number": trade.number,
                "cashier_url": trade.cashier_url,
                "state": trade.state.value,
                "provider_number": trade.provider_number,
            }
            for trade in it.trades
        ],
        "provider_numbers": [trade.provider_number for trade in it.trades if trade.provider_number],
        "refunds": [
            {
                "request_number": refund.request_number,
                "trade": refund.trade,
                "amount": refund.amount.amount,
                "kind": refund.kind.value,
                "done": refund.done,
            }
            for refund in it.refunds
        ],
        "look_at": it.look_at,
        "looks": it.looks,
        "failures": it.failures,
    }


def from_doc(doc: Mapping[str, Any]) -> Payment:
    currency = doc["currency"]
    return Payment(
        id=PaymentId(doc["_id"]),
        version=doc["version"],
        order_id=OrderId(doc["order_id"]),
        amount=Money(doc["amount"], currency),
        state=PaymentState(doc["state"]),
        expires_at=doc["expires_at"],
        trades=tuple(
            Trade(TradeNumber(it["number"]), it["cashier_url"], TradeState(it["state"]), it["provider_number"])
            for it in doc["trades"]
        ),
        refunds=tuple(
            Refund(
                it["request_number"],
                TradeNumber(it["trade"]),
                Money(it["amount"], currency),
                RefundKind(it["kind"]),
                it["done"],
            )
            for it in doc["refunds"]
        ),
        look_at=doc["look_at"],
        looks=doc["looks"],
        failures=doc["failures"],
    )


def notice_doc(it: HeardNotice) -> Document:
    return {
        "_id": it.id,
        "version": it.version,
        "order_id": it.order_id,
        "trade": it.trade,
        "fields": dict(it.fields),
        "at": it.at,
    }


class MongoPayments:
    """Reads payments; only the committer writes them."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._payments, self._notices = database[COLLECTION], database[NOTICES]

    async def find(self, payment_id: PaymentId) -> Payment | None:
        doc = await self._payments.find_one({"_id": payment_id})
        return from_doc(doc) if doc else None

    async def find_by_trade(self, number: TradeNumber) -> Payment | None:
        doc = await self._payments.find_one({"trades.number": number})
        return from_doc(doc) if doc else None

    async def due(self, limit: int) -> Sequence[Payment]:
        due = {"look_at": {"$type": "date"}, "$expr": {"$lte": ["$look_at", "$$NOW"]}}
        docs = await self._payments.find(due).sort("look_at", ASCENDING).limit(limit).to_list()
        return [from_doc(doc) for doc in docs]

    async def count_dead(self) -> int:
        return await self._payments.count_documents({"failures": {"$gte": DEAD_AFTER}})

    async def has_heard(self, notice_id: str) -> bool:
        return await self._notices.find_one({"_id": notice_id}, {"_id": 1}) is not None
