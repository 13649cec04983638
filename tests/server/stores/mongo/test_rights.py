"""Changed rights: every process finds them by the database's clock, also those that commit late."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from models.account import Account, Login
from models.ids import AccountId, LoginId
from server.seams import RightsChange, StoreAway
from server.settings import Settings
from server.stores.mongo import accounts, logins
from server.stores.mongo.accounts import Document
from server.stores.mongo.client import connect
from server.stores.mongo.rights import OVERLAP, MongoRights

NOW = datetime(2026, 11, 22, 12, 0, 0, 0, UTC)
ANNA = Account.opened(AccountId("anna1"), "anna", "$argon2id$", "Anna", NOW)
BERT = Account.opened(AccountId("bert1"), "bert", "$argon2id$", "Bert", NOW)
PHONE = Login.opened(LoginId("phone1"), ANNA.id, "ab" * 32, NOW + timedelta(days=30))
NOTHING = RightsChange(frozenset(), frozenset())


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[AsyncDatabase[Document]]:
    async with connect(settings) as client:
        found = client[settings.mongo_database]
        await found[accounts.COLLECTION].create_indexes(list(accounts.INDEXES))
        await found[logins.COLLECTION].create_indexes(list(logins.INDEXES))
        await found[accounts.COLLECTION].insert_many([accounts.to_doc(ANNA), accounts.to_doc(BERT)])
        await found[logins.COLLECTION].insert_one(logins.to_doc(PHONE))
        yield found


async def change(database: AsyncDatabase[Document], collection: str, name: str, *, late: timedelta) -> None:
    """Date a change as the committer does, so long before it is seen."""
    ago = int(late.total_seconds() * 1000)
    moment = {"$subtract": ["$$NOW", ago]}
    await database[collection].update_one({"_id": name}, [{"$set": {"rights_changed_at": moment}}])


async def test_nothing_changed(database: AsyncDatabase[Document]) -> None:
    rights = MongoRights(database, str)
    assert [await rights.changed(), await rights.changed()] == [NOTHING, NOTHING]


@pytest.mark.parametrize("late", [timedelta(0), OVERLAP * 0.8])
async def test_every_process_hears_of_each_change(database: AsyncDatabase[Document], late: timedelta) -> None:
    processes = [MongoRights(database, str), MongoRights(database, str)]
    for rights in processes:
        assert await rights.changed() == NOTHING
    await change(database, accounts.COLLECTION, BERT.id, late=late)
    await change(database, logins.COLLECTION, PHONE.id, late=late)
    for rights in processes:
        assert await rights.changed() == RightsChange(frozenset({BERT.id}), frozenset({PHONE.id}))


async def test_a_change_is_forgotten_after_a_while(database: AsyncDatabase[Document]) -> None:
    await change(database, accounts.COLLECTION, BERT.id, late=OVERLAP * 2)
    assert await MongoRights(database, str).changed() == NOTHING


async def test_standing_is_what_the_database_says_now(database: AsyncDatabase[Document]) -> None:
    rights = MongoRights(database, str)
    assert await rights.standing(ANNA.id, PHONE.id) == (ANNA, PHONE)


@pytest.mark.parametrize(("account", "login"), [(BERT.id, PHONE.id), ("nobody", PHONE.id), (ANNA.id, "nothing")])
async def test_who_has_no_login_of_his_own_has_no_standing(
    database: AsyncDatabase[Document], account: str, login: str
) -> None:
    assert await MongoRights(database, str).standing(AccountId(account), LoginId(login)) is None


async def test_the_question_reads_no_more_than_what_changed(database: AsyncDatabase[Document]) -> None:
    await change(database, accounts.COLLECTION, BERT.id, late=timedelta(0))
    question = {"rights_changed_at": {"$gt": NOW}}
    plan = await database[accounts.COLLECTION].find(question).explain()
    assert plan["executionStats"]["totalDocsExamined"] == 1


async def test_a_database_that_is_away_is_told(database: AsyncDatabase[Document]) -> None:
    rights = MongoRights(database, str)
    await database.client.close()
    with pytest.raises(StoreAway):
        await rights.changed()
    with pytest.raises(StoreAway):
        await rights.standing(ANNA.id, PHONE.id)
