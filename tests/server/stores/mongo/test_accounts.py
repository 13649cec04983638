"""Accounts in MongoDB: what goes in comes out, and a handle is taken once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from models.account import Account, Ban
from models.actor import Role
from models.ids import AccountId, MediaId
from models.media import Picture
from server.settings import Settings
from server.stores.mongo import accounts
from server.stores.mongo.accounts import Document, MongoAccounts
from server.stores.mongo.client import connect

NOW = datetime(2026, 11, 22, 12, 0, 0, 123_000, UTC)
ANNA = Account.opened(AccountId("anna1"), "anna", "$argon2id$", "Anna 安娜", NOW)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[AsyncDatabase[Document]]:
    async with connect(settings) as client:
        found = client[settings.mongo_database]
        await found[accounts.COLLECTION].create_indexes(list(accounts.INDEXES))
        yield found


@pytest.mark.parametrize(
    "account",
    [
        ANNA,
        ANNA.assign(frozenset(Role)).revise("A", "two\nlines", None, 2),
        ANNA.revise("Anna", "", Picture(MediaId("face"), "f/200.webp", "f/200.webp", 200, 200, "data:,"), 1),
        ANNA.shut_out(Ban("spam", None)),
        ANNA.shut_out(Ban("spam", NOW + timedelta(days=1))).let_in(),
        ANNA.shut_out(Ban("spam", NOW + timedelta(days=1))),
    ],
)
async def test_an_account_comes_back_as_it_was(database: AsyncDatabase[Document], account: Account) -> None:
    await database[accounts.COLLECTION].insert_one(accounts.to_doc(account))
    store = MongoAccounts(database, str)
    assert await store.find(account.id) == account
    assert await store.find_by_handle("anna") == account


async def test_what_is_not_there_is_none(database: AsyncDatabase[Document]) -> None:
    assert await MongoAccounts(database, str).find(AccountId("nobody")) is None
    assert await MongoAccounts(database, str).find_by_handle("nobody") is None


async def test_a_handle_is_taken_once(database: AsyncDatabase[Document]) -> None:
    await database[accounts.COLLECTION].insert_one(accounts.to_doc(ANNA))
    with pytest.raises(DuplicateKeyError):
        await database[accounts.COLLECTION].insert_one(accounts.to_doc(replace(ANNA, id=AccountId("anna2"))))
