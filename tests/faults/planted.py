"""Planted bugs and deaths: `python -m tests.faults.planted WHAT COMMAND` runs a command of the server with one of them.

A bug takes away one thing that a promise rests on, where the parts are put together, and the checkers must find it; a
death strikes at one moment, and nothing may be wrong afterwards. The sources stay as they are.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from types import MappingProxyType
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.write_concern import WriteConcern

from handlers.orderbook import Admission
from handlers.payments import settling
from handlers.work import Deal
from models import stock
from models.ids import TradeNumber, random_id
from models.money import Money
from server.__main__ import cli
from server.local.processes import souk
from server.stores.mongo import client as mongo_client
from server.stores.mongo import commit as mongo_commit
from server.stores.mongo import deals as mongo_deals
from server.stores.mongo.commit import MongoCommitter
from server.stores.mongo.deals import Deals
from server.stores.mongo.listings import MongoListings
from server.stores.payments.alipay import Alipay
from server.stores.redis.stock import RedisStock
from server.transport import dispatch
from server.transport.dispatch import Dispatcher
from tests.support.market import Program

LATE = 0.3
"""Seconds by which something comes too late."""
DEALS_BEFORE_DEATH = 3


def sells_what_is_not_there() -> None:
    """Neither the gate nor the counter is asked whether enough is left (G1)."""

    async def admit(*_: Any) -> Admission:
        return Admission.KEPT

    _put(RedisStock, admit=admit)
    _put(stock, _taken=lambda listing, quantity: max(listing.available - quantity, 0))


def gives_back_twice() -> None:
    """What is released comes back twice as often (G1)."""
    once = stock.moved

    def moved(listing: Any, move: stock.Move, quantity: int, until: Any) -> Any:
        return once(listing, move, quantity * (2 if move is stock.Move.RELEASE else 1), until)

    _put(mongo_deals, moved=moved)


def acks_before_it_commits() -> None:
    """Orders are written a moment after their ack (G3)."""
    written = MongoCommitter.commit
    late: set[asyncio.Task[Any]] = set()

    async def commit(it: MongoCommitter, work: Any, once: Any, reply: bytes) -> Any:
        if not any(isinstance(write, Deal) for write in work.writes):
            return await written(it, work, once, reply)

        async def write() -> None:
            await asyncio.sleep(LATE)
            await written(it, work, once, reply)

        late.add(asyncio.create_task(write()))
        return (), None

    _put(MongoCommitter, commit=commit)


def forgets_requests() -> None:
    """A repeat is taken for another request (G4)."""
    known = dispatch._once

    def once(*arguments: Any) -> Any:
        it = known(*arguments)
        return it and it._replace(key=random_id())

    _put(dispatch, _once=once)


def shows_what_was() -> None:
    """Listings are read from a memory that nobody keeps current."""
    read = MongoListings.find
    memory: dict[str, tuple[float, Any]] = {}

    async def find(it: MongoListings, listing_id: Any) -> Any:
        at, known = memory.get(listing_id, (0.0, None))
        if time.monotonic() - at > LATE:
            known = await read(it, listing_id)
            memory[listing_id] = time.monotonic(), known
        return known

    _put(MongoListings, find=find)


def lets_both_win() -> None:
    """What is written does not name the version that it expects (G5)."""
    spelled = mongo_commit._operation

    def operation(*arguments: Any) -> Any:
        it = spelled(*arguments)
        return it._replace(expected={"_id": it.expected["_id"]}) if it.expected else it

    _put(mongo_commit, _operation=operation)


def announces_before_it_commits() -> None:
    """What is about to be written is told, whether it will be or not (G8)."""
    committed = Dispatcher._commit

    async def commit(it: Any, work: Any, once: Any, reply: bytes) -> Any:
        it._announce([one for write in work.writes for one in mongo_commit._said(write)])
        await asyncio.sleep(LATE)
        return await committed(it, work, once, reply)

    _put(Dispatcher, _commit=commit)


def acks_what_one_member_has() -> None:
    """A write counts as soon as the primary has it (G3); it shows where there are others."""

    def connect(url: str, **options: Any) -> AsyncMongoClient[dict[str, Any]]:
        return AsyncMongoClient(url, **{**options, "w": 1})

    _put(mongo_client, AsyncMongoClient=connect)
    for module in (mongo_commit, mongo_deals):
        _put(module, WriteConcern=lambda _: WriteConcern(1))


def refunds_twice() -> None:
    """Each refund is asked for under two numbers (G2)."""
    asked = Alipay.refund

    async def refund(it: Alipay, number: TradeNumber, request_number: str, amount: Money) -> None:
        await asked(it, number, request_number, amount)
        await asked(it, number, f"{request_number}_again", amount)

    _put(Alipay, refund=refund)


def believes_any_amount() -> None:
    """What a notice says was paid is not compared with what is owed (G15)."""
    _put(settling, refuse_other_amount=lambda *_: None)


def dies_after_a_commit() -> None:
    """Some orders are written, and nobody is told (F1)."""
    written = MongoCommitter.commit

    async def commit(it: MongoCommitter, work: Any, once: Any, reply: bytes) -> Any:
        outcome = await written(it, work, once, reply)
        if it._deals.written >= DEALS_BEFORE_DEATH:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome

    _put(MongoCommitter, commit=commit)


def dies_within_a_transaction() -> None:
    """Some orders are about to be written (F2)."""
    staged = Deals._write

    async def write(it: Deals, session: Any, ledger: Any) -> None:
        await staged(it, session, ledger)
        if it.written >= DEALS_BEFORE_DEATH:
            os.kill(os.getpid(), signal.SIGKILL)

    _put(Deals, _write=write)


def _put(owner: object, **parts: object) -> None:
    """In the place of what it had under these names."""
    for name, part in parts.items():
        setattr(owner, name, part)


BUGS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {
        bug.__name__: bug
        for bug in (
            sells_what_is_not_there,
            gives_back_twice,
            acks_before_it_commits,
            forgets_requests,
            shows_what_was,
            lets_both_win,
            announces_before_it_commits,
            refunds_twice,
            believes_any_amount,
        )
    }
)

WITH_OTHERS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {acks_what_one_member_has.__name__: acks_what_one_member_has}
)
"""Bugs that show only where MongoDB has several members."""
DEATHS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {death.__name__: death for death in (dies_after_a_commit, dies_within_a_transaction)}
)


def souk_with(planted: str) -> Program:
    """The command lines of a market, all with this bug or death in them."""
    return lambda *arguments: [sys.executable, "-m", "tests.faults.planted", planted, *arguments]


def first_web_with(planted: str) -> Program:
    """Only the first web process has it."""
    webs = count()

    def program(*arguments: str) -> Sequence[str]:
        strikes = arguments[0] == "web" and not next(webs)
        return souk_with(planted)(*arguments) if strikes else souk(*arguments)

    return program


if __name__ == "__main__":
    {**BUGS, **WITH_OTHERS, **DEATHS}[sys.argv.pop(1)]()
    cli()
