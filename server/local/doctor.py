"""Looks at everything a market needs and says in words what is missing or unsafe."""

import asyncio
import platform
import re
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import aioboto3
import aiohttp
from aiobotocore.config import AioConfig
from botocore.exceptions import BotoCoreError, ClientError
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError
from redis.asyncio import Redis
from redis.exceptions import RedisError
from rich.console import Console

from server.settings import Settings
from server.stores.mongo import schema
from server.stores.mongo.client import connect

Level = Literal["good", "risky", "bad"]
Version = tuple[int, ...]
Floors = dict[Version, Version]

# The first release of each branch without a known hole that matters here; an older branch than all is too old.
_MONGO_FLOORS: Floors = {(7, 0): (7, 0, 28), (8, 0): (8, 0, 17), (8, 2): (8, 2, 3)}
_REDIS_FLOORS: Floors = {(7, 2): (7, 2, 11), (7, 4): (7, 4, 6), (8, 0): (8, 0, 4), (8, 2): (8, 2, 2)}
_VALKEY_FLOORS: Floors = {(7, 2): (7, 2, 11), (8, 0): (8, 0, 6), (8, 1): (8, 1, 4)}
_PATIENCE = 8
_BUSY_PATIENCE, _BUSY_PAUSE = 30, 0.2
_BUSY = frozenset({408, 429, 503})
"""What a server answers that has no time now: Meilisearch says 408 when it read a request too late."""
_MARKS: dict[Level, str] = {"good": "[green]ok  [/]", "risky": "[yellow]risk[/]", "bad": "[red]bad [/]"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing."""

    level: Level
    sentence: str


def run(settings: Settings) -> int:
    """Print all findings; 1 if any is bad."""
    findings = asyncio.run(examine(settings))
    console = Console(highlight=False)
    for finding in findings:
        console.print(_MARKS[finding.level], finding.sentence, soft_wrap=True)
    return 1 if any(finding.level == "bad" for finding in findings) else 0


async def examine(settings: Settings) -> list[Finding]:
    """Everything that can be said, servers in parallel, each with a deadline of its own."""
    looks = (_mongo(settings), _redis(settings), _search(settings), _objects(settings))
    servers = await asyncio.gather(*(_all(look) for look in looks))
    return [*_here(), *_settings(settings), *(finding for some in servers for finding in some)]


async def _all(look: AsyncIterator[Finding]) -> list[Finding]:
    return [finding async for finding in look]


def _here() -> Iterator[Finding]:
    yield Finding("good" if sys.version_info >= (3, 11) else "bad", f"Python {platform.python_version()}.")


def _settings(settings: Settings) -> Iterator[Finding]:
    """A production process refuses to start with these; elsewhere they are worth a sentence."""
    for sentence in settings.unsafe:
        yield Finding("risky", f"{sentence} before production.")
    if not settings.alipay_app_id:
        yield Finding("risky", "No payment provider (SOUK_ALIPAY_APP_ID): orders can be placed and not paid.")
    if not (settings.frontend_dir / "index.html").is_file():
        yield Finding("risky", f"No built front end in {settings.frontend_dir}: pages are not served.")


async def _mongo(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with AsyncMongoClient[dict[str, Any]](
            settings.mongo_url, serverSelectionTimeoutMS=_PATIENCE * 1000
        ) as client:
            hello = await client.admin.command("hello")
            version = (await client.server_info())["version"]
    except PyMongoError as problem:
        yield Finding("bad", f"MongoDB does not answer (SOUK_MONGO_URL): {_short(problem)}")
        return
    yield _judged("MongoDB", version, _MONGO_FLOORS, _worse_in_production(settings))
    if "setName" not in hello:
        yield Finding("bad", "MongoDB is no replica set: transactions and change streams need one, even of one member.")
        return
    voters = len(hello.get("hosts", ()))
    if voters < 3:
        what = f"The replica set {hello['setName']} has {voters} voting member(s): a lost disk loses the market."
        yield Finding(_worse_in_production(settings), f"{what} Production needs three.")
    async with connect(settings) as client:
        try:
            await schema.demand(client, client[settings.mongo_database])
        except schema.Unfit as reason:
            yield Finding("bad", str(reason))
        else:
            yield Finding("good", "The database has all it needs.")


async def _redis(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with Redis.from_url(
            settings.redis_url, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE
        ) as redis:
            told = await redis.info("server")
            policy = str((await redis.config_get("maxmemory-policy")).get("maxmemory-policy"))
    except (RedisError, OSError) as problem:
        yield Finding("bad", f"Redis does not answer (SOUK_REDIS_URL): {_short(problem)}")
        return
    if "valkey_version" in told:
        yield _judged("Valkey", told["valkey_version"], _VALKEY_FLOORS, _worse_in_production(settings))
    else:
        yield _judged("Redis", told["redis_version"], _REDIS_FLOORS, _worse_in_production(settings))
    if policy.startswith("allkeys"):
        yield Finding("risky", f"Redis may drop any key ({policy}): use noeviction or a volatile policy.")


async def _search(settings: Settings) -> AsyncIterator[Finding]:
    headers = {"Authorization": f"Bearer {settings.search_key.get_secret_value()}"}
    patience = aiohttp.ClientTimeout(total=_PATIENCE)
    try:
        async with aiohttp.ClientSession(settings.search_url, timeout=patience, headers=headers) as session:
            status, told = await _asked_until_it_has_time(session, "/version")
        if status in (401, 403):
            yield Finding("bad", "Meilisearch refuses SOUK_SEARCH_KEY.")
            return
        version = str(told["pkgVersion"])
    except (aiohttp.ClientError, TimeoutError, LookupError, TypeError) as problem:
        yield Finding("bad", f"Meilisearch does not answer (SOUK_SEARCH_URL): {_short(problem)}")
        return
    yield _judged("Meilisearch", version, {(1, 12): (1, 12)}, "bad")


async def _asked_until_it_has_time(session: aiohttp.ClientSession, path: str) -> tuple[int, Any]:
    """Status and JSON of the answer; a server that says it is busy is there, and is asked again."""
    async with asyncio.timeout(_BUSY_PATIENCE):
        while True:
            async with session.get(path) as answer:
                if answer.status not in _BUSY:
                    return answer.status, await answer.json()
            await asyncio.sleep(_BUSY_PAUSE)


async def _objects(settings: Settings) -> AsyncIterator[Finding]:
    secret = settings.objects_secret_key.get_secret_value()
    session = aioboto3.Session(settings.objects_access_key, secret, region_name="us-east-1")
    once = AioConfig(retries={"total_max_attempts": 1}, connect_timeout=_PATIENCE, read_timeout=_PATIENCE)
    try:
        async with session.client("s3", endpoint_url=settings.objects_url, config=once) as s3:
            await s3.head_bucket(Bucket=settings.objects_bucket)
    except (BotoCoreError, ClientError) as problem:
        yield Finding("bad", f"The bucket {settings.objects_bucket} cannot be used (SOUK_OBJECTS_*): {_short(problem)}")
        return
    yield Finding("good", f"The bucket {settings.objects_bucket} answers.")


def _judged(name: str, version: str, floors: Floors, verdict: Level) -> Finding:
    """A version against the floor of its branch, or of the branch before it where we know none."""
    found = tuple(int(number) for number in re.findall(r"\d+", version)[:3])
    branches = [branch for branch in floors if branch <= found[:2]]
    if not branches:
        return Finding("bad", f"{name} {version} is too old: at least {_dotted(min(floors.values()))} is needed.")
    branch = max(branches)
    if found < floors[branch]:
        return Finding(verdict, f"{name} {version} has known holes: take {_dotted(floors[branch])} or newer.")
    return Finding("good", f"{name} {version}.")


def _worse_in_production(settings: Settings) -> Level:
    return "bad" if settings.env == "production" else "risky"


def _dotted(version: Version) -> str:
    return ".".join(str(number) for number in version)


def _short(problem: BaseException) -> str:
    """The first line: drivers append the state of the whole cluster."""
    return (str(problem) or type(problem).__name__).splitlines()[0].split(" (configured")[0][:200]
