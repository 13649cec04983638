"""Offers in the database: read as they were written, one open between two, and due by its clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import Work
from models.ids import OfferId
from models.offer import Offer, OfferState
from server.seams import VersionConflict
from server.stores.mongo.offers import MongoOffers
from tests.models.test_offer import BUYER, for_sale, offered
from tests.server.stores.mongo.conftest import Writer


@pytest.fixture
def offers(database: AsyncDatabase[dict[str, Any]]) -> MongoOffers:
    return MongoOffers(database, lambda key: key)


async def put(writer: Writer, *entities: Any) -> None:
    work = Work()
    for it in entities:
        work.insert(it)
    await writer.committer.commit(work, None, b"")


async def change(writer: Writer, offer: Offer, **deadline: datetime) -> None:
    work = Work()
    work.save(offer, before=deadline.get("before"), not_before=deadline.get("not_before"))
    await writer.committer.commit(work, None, b"")


async def test_an_offer_is_read_as_it_was_written(writer: Writer, offers: MongoOffers) -> None:
    it = offered()
    await put(writer, it)
    assert await offers.find(it.id) == it
    assert await offers.open_between(it.thing.id, BUYER.id) == it
    assert list(await offers.open_for(it.thing.id, 5)) == [it]


async def test_between_two_only_one_is_open(writer: Writer, offers: MongoOffers) -> None:
    it = offered()
    await put(writer, it)
    with pytest.raises(VersionConflict):
        await put(writer, replace(it, id=OfferId("two")))
    await change(writer, it.closed(OfferState.DECLINED))
    await put(writer, replace(it, id=OfferId("two")))


async def test_what_has_expired_is_due_and_cannot_be_answered(writer: Writer, offers: MongoOffers) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    late = replace(offered(), expires_at=now - timedelta(seconds=5))
    fresh = replace(offered(), id=OfferId("two"), expires_at=now + timedelta(hours=1))
    await put(writer, late)
    await put(writer, fresh)
    assert [it.id for it in await offers.overdue(5)] == [late.id]
    with pytest.raises(VersionConflict):
        await change(writer, late.closed(OfferState.ACCEPTED), before=late.expires_at)
    with pytest.raises(VersionConflict):
        await change(writer, fresh.closed(OfferState.EXPIRED), not_before=fresh.expires_at)
    await change(writer, late.closed(OfferState.EXPIRED), not_before=late.expires_at)
    assert await offers.overdue(5) == []


async def test_offers_about_what_is_gone_are_found(writer: Writer, offers: MongoOffers) -> None:
    live, gone = for_sale(), for_sale()
    for number, listing in enumerate((live, gone.withdraw())):
        await put(writer, listing)
        await put(writer, replace(offered(80, live if listing is live else gone), id=OfferId(f"offer-{number}")))
    assert [it.id for it in await offers.orphaned(5)] == ["offer-1"]
