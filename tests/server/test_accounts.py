"""The operator's commands: an admin is made once; visitors for measurements are made in bulk and kept."""

import asyncio

import pytest
from pymongo import MongoClient

from models.actor import Role
from models.ids import AccountId
from server.accounts import create_admin, mint_tokens
from server.auth.keys import keys_of
from server.auth.passwords import ArgonPasswords
from server.auth.tokens import SignedTokens
from server.settings import Settings
from server.stores.mongo import accounts, logins
from server.stores.mongo.accounts import Document


def stored(settings: Settings, collection: str, **wanted: str) -> list[Document]:
    with MongoClient[Document](settings.mongo_url, tz_aware=True) as client:
        return list(client[settings.mongo_database][collection].find(wanted))


def test_an_admin_signs_in_by_the_password_given(settings: Settings) -> None:
    create_admin(settings, handle="root_1", password="correct horse")
    (doc,) = stored(settings, accounts.COLLECTION, handle="root_1")
    admin = accounts.from_doc(doc, str)
    assert admin.roles == {Role.USER, Role.ADMIN}
    passwords = ArgonPasswords(threads=1)
    assert asyncio.run(passwords.matches("correct horse", admin.password_hash))
    passwords.close()


def test_a_handle_in_use_is_left_alone(settings: Settings) -> None:
    create_admin(settings, handle="root_1", password="correct horse")
    with pytest.raises(ValueError, match="root_1"):
        create_admin(settings, handle="root_1", password="another horse")
    assert len(stored(settings, accounts.COLLECTION)) == 1


@pytest.mark.parametrize(("handle", "password"), [("Root", "correct horse"), ("root_1", "short"), ("", "")])
def test_an_admin_obeys_the_rules_of_registering(settings: Settings, handle: str, password: str) -> None:
    with pytest.raises(ValueError, match=r"handle|password"):
        create_admin(settings, handle=handle, password=password)
    assert not stored(settings, accounts.COLLECTION)


def test_visitors_are_made_once_and_each_has_a_token_and_a_login(settings: Settings) -> None:
    few, more = mint_tokens(settings, 3), mint_tokens(settings, 1100)
    assert len(set(more)) == 1100
    signed = SignedTokens(keys_of(settings), settings.token_issuer, access_seconds=1, refresh_days=1)
    assert signed.read(few[2]).account_id == signed.read(more[2]).account_id
    people = {AccountId(doc["_id"]) for doc in stored(settings, accounts.COLLECTION)}
    entries = {doc["_id"]: doc["account_id"] for doc in stored(settings, logins.COLLECTION)}
    claims = [signed.read(token) for token in more]
    assert {it.account_id for it in claims} == people
    assert {it.login_id: it.account_id for it in claims} == entries


def test_a_production_market_mints_nothing(settings: Settings) -> None:
    production = settings.model_copy(update={"env": "production"})
    with pytest.raises(ValueError, match="development only"):
        mint_tokens(production, 1)


def test_a_database_that_is_away_is_told_in_a_sentence(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"mongo_url": "mongodb://127.0.0.1:1/?replicaSet=souk"})
    with pytest.raises(ValueError, match="SOUK_MONGO_URL"):
        create_admin(nowhere, handle="root_1", password="correct horse")
