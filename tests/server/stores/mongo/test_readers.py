"""Documents as those who follow changes read them, each of its kind."""

from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from handlers.catalogue import REACTIONS
from handlers.ports import Entity, Work
from models.account import Account
from models.case import Case
from models.ids import AccountId
from models.listing import Listing
from server.seams import StoreAway
from server.settings import Settings
from server.stores.mongo.client import connect
from server.stores.mongo.readers import MongoReader
from tests.server.stores.mongo.conftest import Writer
from tests.support.cases import a_case
from tests.support.listings import NOON, a_listing

ANNA = Account.opened(AccountId("anna"), "anna", "", "Anna", NOON)


@pytest.fixture
def reader(database: AsyncDatabase[dict[str, Any]]) -> MongoReader:
    return MongoReader(database, lambda key: f"/{key}")


@pytest.mark.parametrize(("kind", "entity"), [(Account, ANNA), (Listing, a_listing()), (Case, a_case())])
async def test_a_document_is_read_as_its_kind(
    reader: MongoReader, writer: Writer, kind: type[Entity], entity: Entity
) -> None:
    work = Work()
    work.insert(entity)
    await writer.committer.commit(work, None, b"")
    assert await reader.read(kind, [entity.id, "gone"]) == [entity]
    assert await reader.after(kind, "", 10) == [entity]
    assert await reader.after(kind, entity.id, 10) == []


def test_whatever_is_reacted_to_can_be_read(reader: MongoReader) -> None:
    kinds = {kind for reaction in REACTIONS for kind in reaction.of}
    assert kinds <= reader._from_doc.keys()
    assert reader.collection(Listing) == "listings"


async def test_a_database_that_is_away_is_a_store_that_is_away(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"mongo_url": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"})
    async with connect(nowhere) as client:
        with pytest.raises(StoreAway):
            await MongoReader(client["none"], str).read(Account, ["a"])
