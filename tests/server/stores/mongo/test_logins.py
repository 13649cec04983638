"""Logins in MongoDB: what goes in comes out, and what ran out is swept up by the database."""

from datetime import UTC, datetime, timedelta

import pytest

from models.account import Login
from models.ids import AccountId, LoginId
from server.settings import Settings
from server.stores.mongo import logins
from server.stores.mongo.client import connect
from server.stores.mongo.logins import MongoLogins

NOW = datetime(2026, 11, 22, 12, 0, 0, 123_000, UTC)
PHONE = Login.opened(LoginId("phone1"), AccountId("anna1"), "ab" * 32, NOW + timedelta(days=30))


@pytest.mark.parametrize("login", [PHONE, PHONE.rotate("cd" * 32, NOW), PHONE.end()])
async def test_a_login_comes_back_as_it_was(settings: Settings, login: Login) -> None:
    async with connect(settings) as client:
        database = client[settings.mongo_database]
        await database[logins.COLLECTION].insert_one(logins.to_doc(login))
        store = MongoLogins(database)
        assert await store.find(PHONE.id) == login
        assert await store.find(LoginId("nothing")) is None


async def test_logins_that_ran_out_are_swept_up_a_day_later(settings: Settings) -> None:
    async with connect(settings) as client:
        collection = client[settings.mongo_database][logins.COLLECTION]
        await collection.create_indexes(list(logins.INDEXES))
        swept = {it["name"]: it.get("expireAfterSeconds") for it in await (await collection.list_indexes()).to_list()}
    assert swept["expired"] == 86_400
