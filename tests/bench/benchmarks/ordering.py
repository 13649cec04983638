"""Orders: many things ordered by many at once, and a hundred of one thing that two thousand want."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from models.ids import ListingId, random_id
from models.listing import FixedSale, Listing
from models.money import Money
from models.order import OPEN_HOLDS
from server.settings import Settings
from server.stores.mongo import listings
from tests.bench.benchmarks.plan import Benchmark, Plan
from tests.bench.figures import Figures, Outcome, Row, Target, Value, noise
from tests.bench.stage import Stage
from tests.support.listings import a_listing

BUYERS = 200
ORDERS_A_SECOND = 3_000
WANTING, UNITS = 2_000, 100
DECIDED_A_SECOND = 4_000
ALL_TOLD_MS = 1_000
EXPECTED = '"code":"stock_insufficient"'
ADDRESS = '{"recipient":"Wang Wei","phone":"+86 138 0000 0000","city":"Hangzhou","street":"Wenyi Road 1"}'

Database = AsyncDatabase[dict[str, Any]]


def request(listing_id: str) -> str:
    return f'["order:place",{{"request_id":"@ID@","listing_id":"{listing_id}","delivery":"ship","address":{ADDRESS}}}]'


@asynccontextmanager
async def shelves(stage: Stage) -> AsyncIterator[Database]:
    """The database, to put things up for sale without selling time."""
    async with AsyncMongoClient[dict[str, Any]](stage.servers.environment["SOUK_MONGO_URL"]) as client:
        yield client[Settings().mongo_database]


async def put_up(database: Database, ids: Sequence[str], units: int = 1) -> None:
    def drawn_up(listing_id: str) -> dict[str, Any]:
        sale = FixedSale(Money(90_000, "CNY"), units, offers=False, offer_floor=None)
        it: Listing = a_listing(sale=sale)
        return {**listings.to_doc(it), "_id": ListingId(listing_id)}

    await database[listings.COLLECTION].insert_many([drawn_up(it) for it in ids])


async def ordering(stage: Stage, plan: Plan) -> Outcome:
    """Bursts: nobody holds more than so many unpaid orders, so these are forgotten between one burst and the next."""
    tokens, rounds, run = await stage.tokens(BUYERS), plan.rounds + 1, random_id()
    async with stage.lanes("Souk") as (lane,), shelves(stage) as database:
        for number in range(BUYERS):
            asked = range(1, rounds * OPEN_HOLDS + 1)
            await put_up(database, [f"{run}-{number:06}-{count:08}" for count in asked])
        await lane.open(BUYERS, tokens=tokens)
        windows = []
        for _ in range(rounds):
            await stage.settle()
            windows.append(await lane.order("burst", request=request(f"{run}-@SEAT@"), times=OPEN_HOLDS))
            await database["accounts"].update_many({}, {"$set": {"holds": 0}})
    it = Figures.of(windows[1:])
    targets = [Target("orders a second", it.per_second, ORDERS_A_SECOND, at_most=False, unit="")]
    return Outcome([Row("Souk", _columns(it))], targets, [*_quoted(it), *noise([it])])


async def flash_sale(stage: Stage, plan: Plan) -> Outcome:
    tokens = await stage.tokens(WANTING)
    rows, targets, notes = [], [], []
    async with stage.lanes("Souk") as (lane,), shelves(stage) as database:
        await lane.open(WANTING, tokens=tokens)
        for place in range(plan.rounds + 1):
            listing_id = random_id()
            await put_up(database, [listing_id], UNITS)
            await stage.settle()
            it = Figures.of([await lane.order("burst", request=request(listing_id), times=1)])
            sold = await database["orders"].count_documents({"item.id": listing_id})
            if not place:
                continue  # caches, pools and compilers are warm from here on
            late = sum(count for refusal, count in it.refused.items() if EXPECTED in refusal)
            slowest = it.percentile_ms(1.0)
            rows.append(Row("Souk", {"orders": sold, "too late": late, **_columns(it), "all told ms": slowest}))
            targets += [
                Target("orders of a hundred units", sold, UNITS, unit=""),
                Target("told that they are too late", late, WANTING - UNITS, at_most=False, unit=""),
                Target("decisions a second", it.per_second, DECIDED_A_SECOND, at_most=False, unit=""),
                Target("until the last is told", slowest, ALL_TOLD_MS, unit=" ms"),
            ]
            notes += [note for note in _quoted(it) if EXPECTED not in note] + noise([it])
            await database["accounts"].update_many({}, {"$set": {"holds": 0}})
    return Outcome(rows, targets, notes)


def _columns(it: Figures) -> dict[str, Value]:
    return {
        "decided/s": it.per_second,
        "CPU us/op": it.cpu_us(),
        "busy %": it.busy_percent(),
        "starved %": it.busy_percent("starved"),
        "mongod us": it.cpu_us("mongod"),
        "valkey us": it.cpu_us("valkey"),
        "worker us": it.cpu_us("worker"),
        "mean ms": it.mean_ms,
        "p99 ms": it.percentile_ms(0.99),
        "errors %": it.error_percent,
    }


def _quoted(it: Figures) -> list[str]:
    return [f"refused {refusal}" for refusal in list(it.refused)[:1]]


BENCHMARKS = (
    Benchmark(
        "orders",
        "Each of two hundred people orders five different things, one request in flight: `order:place` with its hold, "
        "transaction, idempotency record and pushes, acknowledged by the majority.",
        "200 sockets signed in to as many accounts; each hears of its own orders.",
        ordering,
    ),
    Benchmark(
        "flash_sale",
        "Two thousand people want one of a hundred units, all at the same moment; those who come too late are decided "
        "as well.",
        "2,000 sockets signed in to as many accounts; each hears of its own order.",
        flash_sale,
    ),
)
