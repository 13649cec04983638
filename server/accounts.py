"""What an operator does to accounts past the market's events: make an admin, and make visitors for measurements."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from argon2 import PasswordHasher
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConnectionFailure, DuplicateKeyError

from handlers.accounts.payloads import RegisterAccount
from models.account import Account, Login
from models.actor import Role
from models.ids import AccountId, LoginId, derived_id, random_id
from server.auth.keys import keys_of
from server.auth.passwords import ArgonPasswords
from server.auth.tokens import LONGEST_SECONDS, SignedTokens
from server.settings import Settings
from server.stores.mongo import accounts, logins
from server.stores.mongo.client import connect

T = TypeVar("T")
Document = dict[str, Any]

_AT_ONCE = 1000
"""Documents in one request to the database."""


def create_admin(settings: Settings, *, handle: str, password: str) -> None:
    """Open an account that may do everything; raises ValueError when handle or password will not do."""
    asked = RegisterAccount(handle=handle, password=password)
    asyncio.run(_with_database(settings, lambda database: _insert_admin(database, asked)))


def mint_tokens(settings: Settings, count: int) -> Sequence[str]:
    """Access tokens, good for a day, of as many visitors; those who are missing are made. Development only."""
    if settings.env == "production":
        raise ValueError("tokens are minted in development only")
    return asyncio.run(mint(settings, count))


async def mint(settings: Settings, count: int) -> Sequence[str]:
    """The same, for whoever is on a loop already."""
    return await _with_database(settings, lambda database: _mint(database, settings, count))


async def _with_database(settings: Settings, work: Callable[[AsyncDatabase[Document]], Awaitable[T]]) -> T:
    async with connect(settings) as client:
        try:
            return await work(client[settings.mongo_database])
        except ConnectionFailure as fault:
            raise ValueError("MongoDB does not answer; SOUK_MONGO_URL says where it is looked for") from fault


async def _insert_admin(database: AsyncDatabase[Document], asked: RegisterAccount) -> None:
    passwords = ArgonPasswords(threads=1)
    password_hash = await passwords.hash(asked.password)
    passwords.close()
    opened = Account.opened(AccountId(random_id()), asked.handle, password_hash, asked.handle, datetime.now(UTC))
    admin = opened.assign(frozenset({Role.ADMIN}))
    collection = database[accounts.COLLECTION]
    await collection.create_indexes(list(accounts.INDEXES))
    try:
        await collection.insert_one(accounts.to_doc(admin))
    except DuplicateKeyError:
        raise ValueError(f"somebody has the handle {asked.handle} already") from None


async def _mint(database: AsyncDatabase[Document], settings: Settings, count: int) -> Sequence[str]:
    now, days = datetime.now(UTC), settings.refresh_token_days
    nobodys_password = PasswordHasher().hash(secrets.token_urlsafe(32))
    visitors = [_visitor(number, nobodys_password, now) for number in range(1, count + 1)]
    entries = [_login(visitor, now + timedelta(days=days)) for visitor in visitors]
    await _keep(database[accounts.COLLECTION], [accounts.to_doc(it) for it in visitors], renewed=())
    await _keep(database[logins.COLLECTION], [logins.to_doc(it) for it in entries], renewed=("expires_at", "revoked"))
    keys, issuer = keys_of(settings), settings.token_issuer
    tokens = SignedTokens(keys, issuer, access_seconds=LONGEST_SECONDS, refresh_days=days)
    return [tokens.access(visitor, login.id, now) for visitor, login in zip(visitors, entries, strict=True)]


def _visitor(number: int, password_hash: str, now: datetime) -> Account:
    """Number so and so is always the same account."""
    handle = f"visitor_{number:05}"
    return Account.opened(AccountId(derived_id(handle)), handle, password_hash, f"Visitor {number}", now)


def _login(visitor: Account, until: datetime) -> Login:
    return Login.opened(LoginId(derived_id(visitor.handle, "login")), visitor.id, "", until)


async def _keep(collection: AsyncCollection[Document], docs: Sequence[Document], renewed: Sequence[str]) -> None:
    """Insert those that are missing, and set the renewed fields of the others."""
    for start in range(0, len(docs), _AT_ONCE):
        batch = docs[start : start + _AT_ONCE]
        ids = [doc["_id"] for doc in batch]
        known = {doc["_id"] async for doc in collection.find({"_id": {"$in": ids}}, {"_id": True})}
        if known and renewed:
            await collection.update_many({"_id": {"$in": list(known)}}, {"$set": {it: batch[0][it] for it in renewed}})
        if missing := [doc for doc in batch if doc["_id"] not in known]:
            await collection.insert_many(missing, ordered=False)
