"""What paying is made of, wired: the provider, its notices, the stores of payments and alarms about them."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from handlers.money import Alarm, Till
from handlers.payments import actions
from handlers.ports import Clock, Shop, Work
from server.metrics import Counts
from server.settings import Settings
from server.stores.mongo.ledger import MongoLedger
from server.stores.mongo.payments import MongoPayments
from server.stores.payments.alipay import Alipay
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.payments import RedisMirror
from server.transport.notices import PaymentNotices

_MEANINGS = {
    Alarm.PAYMENTS_DEAD: "Payments that the provider keeps refusing: a person has to look.",
    Alarm.PAID_HERE_NOT_THERE: "Movements of our ledger that the provider's bill does not have.",
    Alarm.PAID_THERE_NOT_HERE: "Payments of the provider's bill that our ledger does not have.",
    Alarm.AMOUNT_DIFFERS: "Movements of which the two books have different amounts.",
}


class RaisedAlarms:
    """Implements `money.Alarms`."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(Alarm, 0)

    def set(self, alarm: Alarm, count: int) -> None:
        self._counts[alarm] = count

    def count(self, alarm: Alarm) -> int:
        return self._counts[alarm]


def till_of(
    settings: Settings,
    database: AsyncDatabase[dict[str, Any]],
    scripts: Scripts,
    keys: Keys,
    http: aiohttp.ClientSession,
) -> Till:
    """With the provider that the settings name."""
    payments, ledger = MongoPayments(database), MongoLedger(database)
    return Till(Alipay.of(settings, http), payments, ledger, RedisMirror(scripts, keys), RaisedAlarms())


def paid_lately(till: Till, clock: Clock) -> Callable[[timedelta], Awaitable[int]]:
    """How many orders were paid within so much time, as the ledger has it."""

    async def count(within: timedelta) -> int:
        return await till.ledger.paid_since(clock.now() - within)

    return count


def measure(till: Till, counts: Counts) -> None:
    """Show the alarms to whoever watches the metrics."""
    for alarm in Alarm:
        counts.gauge(f"souk_{alarm}", _MEANINGS[alarm], partial(till.alarms.count, alarm))


def notices(shop_for: Callable[[Work], Shop]) -> PaymentNotices:
    """The provider's way in: each notice is a unit of work of its own."""

    async def take(fields: Mapping[str, str]) -> None:
        await actions.take_notice(fields, shop_for(Work()))

    return PaymentNotices(take, (PyMongoError,))
