"""Filling a market: whole, repeatable, resumable, and never over what others put there."""

from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from server.local.demo.pictures.frames import frames
from server.local.demo.seed import Order, Refused, run, seed
from server.settings import Settings
from server.stores.mongo.accounts import from_doc as account_from_doc
from server.stores.mongo.listings import from_doc
from server.stores.objects.client import S3Objects

SMALL = Order(listings=40, accounts=8, if_empty=True, frames=frames()[:6])


@pytest.fixture
def database(settings: Settings) -> Any:
    with MongoClient[dict[str, Any]](settings.mongo_url, tz_aware=True) as client:
        yield client[settings.mongo_database]


@pytest.fixture(autouse=True)
async def bucket(settings: Settings) -> None:
    """As `migrate` leaves it."""
    async with S3Objects(settings) as objects:
        await objects.prepare_bucket([])


def _counts(database: Database[dict[str, Any]]) -> tuple[int, int]:
    return database["listings"].count_documents({}), database["accounts"].count_documents({})


async def test_the_server_reads_what_was_written(settings: Settings, database: Database[dict[str, Any]]) -> None:
    await seed(settings, SMALL, print)
    assert _counts(database) == (40, 8)
    accounts = {account.id: account for account in (account_from_doc(doc, str) for doc in database["accounts"].find())}
    url = S3Objects(settings).url
    for doc in database["listings"].find():
        listing = from_doc(doc, url)
        assert listing.seller.handle == accounts[listing.seller.id].handle
        owned = database["media"].count_documents(
            {"owner": listing.seller.id, "_id": {"$in": [it.id for it in listing.draft.pictures]}}
        )
        assert owned == len(listing.draft.pictures)
        accepted = listing.auction.accepted if listing.auction else 0
        assert database["bids"].count_documents({"listing_id": listing.id}) == accepted
    assert {doc["bidder"]["id"] for doc in database["bids"].find()} <= accounts.keys()
    assert database["listings"].count_documents({"auction.state": "live"}) > 0


async def test_a_second_start_does_nothing(settings: Settings, database: Database[dict[str, Any]]) -> None:
    await seed(settings, SMALL, print)
    before = database["listings"].find_one()
    said: list[str] = []
    await seed(settings, SMALL, said.append)
    assert len(said) == 1
    assert _counts(database) == (40, 8)
    assert database["listings"].find_one() == before


async def test_an_interrupted_start_goes_on(settings: Settings, database: Database[dict[str, Any]]) -> None:
    await seed(settings, Order(listings=10, accounts=8, if_empty=True, frames=()), print)
    await seed(settings, SMALL, print)
    assert _counts(database) == (40, 8)


async def test_a_market_that_others_have_filled_is_left_alone(
    settings: Settings, database: Database[dict[str, Any]]
) -> None:
    database["listings"].insert_one({"_id": "somebody's"})
    await seed(settings, SMALL, print)
    assert _counts(database) == (1, 0)
    await seed(settings, Order(listings=40, accounts=8, frames=()), print)
    assert _counts(database) == (41, 8)


async def test_a_market_in_production_is_refused(settings: Settings) -> None:
    production = settings.model_copy(update={"env": "production"})
    with pytest.raises(Refused):
        await seed(production, SMALL, print)


def test_the_command_says_why_it_refuses(settings: Settings) -> None:
    with pytest.raises(SystemExit, match="production"):
        run(settings.model_copy(update={"env": "production"}), SMALL)
