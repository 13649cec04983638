"""Accounts and logins in MongoDB: what goes in comes out, and what the indexes promise."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from models.account import Account, Ban, Login
from models.actor import Role
from models.ids import AccountId, LoginId
from server.settings import Settings
from server.stores.mongo import accounts, logins
from server.stores.mongo.accounts import Document, MongoAccounts
from server.stores.mongo.logins import MongoLogins

NOW = datetime(2026, 11, 22, 12, 0, 0, 123_000, UTC)
ANNA = Account.opened(AccountId("anna1"), "anna", "$argon2id$", "Anna 安娜", NOW)
PHONE = Login.opened(LoginId("phone1"), ANNA.id, "ab" * 32, NOW + timedelta(days=30))


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[AsyncDatabase[Document]]:
    async with AsyncMongoClient[Document](settings.mongo_url, tz_aware=True) as client:
        found = client[settings.mongo_database]
        await found[accounts.COLLECTION].create_indexes(list(accounts.INDEXES))
        await found[logins.COLLECTION].create_indexes(list(logins.INDEXES))
        yield found


@pytest.mark.parametrize(
    "account",
    [
        ANNA,
        ANNA.assign(frozenset(Role)).revise("A", "two\nlines", 2),
        ANNA.shut_out(Ban("spam", None)),
        ANNA.shut_out(Ban("spam", NOW + timedelta(days=1))).let_in(),
        ANNA.shut_out(Ban("spam", NOW + timedelta(days=1))),
    ],
)
async def test_an_account_comes_back_as_it_was(database: AsyncDatabase[Document], account: Account) -> None:
    await database[accounts.COLLECTION].insert_one(accounts.to_doc(account))
    store = MongoAccounts(database)
    assert await store.find(account.id) == account
    assert await store.find_by_handle("anna") == account


async def test_a_login_comes_back_as_it_was(database: AsyncDatabase[Document]) -> None:
    ended = PHONE.rotate("cd" * 32, NOW).end()
    await database[logins.COLLECTION].insert_one(logins.to_doc(ended))
    assert await MongoLogins(database).find(PHONE.id) == ended


async def test_what_is_not_there_is_none(database: AsyncDatabase[Document]) -> None:
    assert await MongoAccounts(database).find(AccountId("nobody")) is None
    assert await MongoAccounts(database).find_by_handle("nobody") is None
    assert await MongoLogins(database).find(LoginId("nothing")) is None


async def test_a_handle_is_taken_once(database: AsyncDatabase[Document]) -> None:
    await database[accounts.COLLECTION].insert_one(accounts.to_doc(ANNA))
    with pytest.raises(DuplicateKeyError):
        await database[accounts.COLLECTION].insert_one(accounts.to_doc(replace(ANNA, id=AccountId("anna2"))))
