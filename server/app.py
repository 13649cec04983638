"""The composition root: the only module that knows every concrete part, and starts and stops them in order."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cached_property
from typing import Any

import aiohttp
import structlog
import uvloop
from aiohttp import web
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError, ServerSelectionTimeoutError
from redis.asyncio import Redis

from handlers.catalogue import EVENTS, JOBS, REACTIONS
from handlers.ports import Shop, Work
from models.ids import random_id
from server import VERSION, logs, paying
from server.auth.keys import keys_of
from server.auth.passwords import ArgonPasswords
from server.auth.tokens import SignedTokens
from server.clock import SystemClock
from server.errands import CommittedErrands
from server.feeds import ThinnedFeeds
from server.gauges import measure_drift, measure_sockets, measure_stores
from server.jobs.worker import WorkerParts
from server.jobs.worker import run_worker as run_duties
from server.listening import listen, listen_for_metrics
from server.metrics import Counts
from server.pictures.darkroom import Darkroom
from server.priority import WORKER_NICENESS, give_way
from server.seams import StoreAway
from server.settings import Settings
from server.stores.gazetteer import Gazetteer
from server.stores.health import StoreHealth
from server.stores.mongo import client as mongo_client
from server.stores.mongo import listings as mongo_listings
from server.stores.mongo import schema
from server.stores.mongo.accounts import MongoAccounts
from server.stores.mongo.auctions import MongoAuctions
from server.stores.mongo.audit import MongoAudit
from server.stores.mongo.batch import Batches
from server.stores.mongo.books import MongoStockBooks
from server.stores.mongo.cases import MongoCases
from server.stores.mongo.census import MongoCensus
from server.stores.mongo.changes import MongoChanges
from server.stores.mongo.commit import MongoCommitter
from server.stores.mongo.deals import Deals
from server.stores.mongo.leases import MongoLeases
from server.stores.mongo.listings import MongoListings
from server.stores.mongo.logins import MongoLogins
from server.stores.mongo.offers import MongoOffers
from server.stores.mongo.orders import MongoOrders
from server.stores.mongo.pictures import MongoPictures
from server.stores.mongo.positions import MongoPositions
from server.stores.mongo.readers import MongoReader
from server.stores.mongo.rights import MongoRights
from server.stores.mongo.time import keep_telling, time_of
from server.stores.objects.client import S3Objects
from server.stores.objects.files import S3Files
from server.stores.objects.reading import S3Reader
from server.stores.redis import client as redis_client
from server.stores.redis.attempts import RedisAttempts
from server.stores.redis.bids import RedisBidGate
from server.stores.redis.channels import RedisChannels
from server.stores.redis.client import Scripts
from server.stores.redis.figures import RedisFigures
from server.stores.redis.journal import RedisAnnouncer, RedisJournal
from server.stores.redis.keys import Keys
from server.stores.redis.limits import RedisLimits
from server.stores.redis.locks import RedisLocks
from server.stores.redis.presence import RedisPresence
from server.stores.redis.records import RedisRecords
from server.stores.redis.stock import RedisStock
from server.stores.search.client import Meilisearch
from server.stores.search.listings import MeiliListings
from server.tasks import Tasks
from server.transport.attendance import Attendance
from server.transport.dispatch import Dispatcher
from server.transport.doors import Doors
from server.transport.engine import SocketServer
from server.transport.gateway import Gateway
from server.transport.http import Pages
from server.transport.pulse import Dial, Pulse
from server.transport.recovery import Recovery
from server.transport.remote import Remote
from server.transport.sessions import Sessions
from server.turns import DocumentTurns

log = structlog.get_logger(__name__)

GARBAGE_THRESHOLD = 200_000
"""More than the objects of hundreds of requests under way, which end by themselves."""


class Stores:
    """What web processes and workers have in common: every store, and the shop that requests see them as."""

    def __init__(
        self,
        settings: Settings,
        mongo: "AsyncMongoClient[dict[str, Any]]",
        redis: Redis,
        http: aiohttp.ClientSession,
        passwords: ArgonPasswords,
        tasks: Tasks,
    ) -> None:
        self.settings, self.mongo, self.redis, self.http, self.tasks = settings, mongo, redis, http, tasks
        self.process = f"process:{random_id()}"
        """The name under which other processes reach this one."""
        self.database = mongo[settings.mongo_database]
        self.objects, self.darkroom = S3Objects(settings), Darkroom()
        self.files, url = S3Files(self.objects, settings), self.objects.url
        self.accounts, self.logins = MongoAccounts(self.database, url), MongoLogins(self.database)
        self.listings, self.pictures = MongoListings(self.database, url), MongoPictures(self.database, url)
        self.auctions, self.offers = MongoAuctions(self.database, url), MongoOffers(self.database, url)
        self.cases, self.audit, self.dial = MongoCases(self.database), MongoAudit(self.database), Dial()
        self.reader = MongoReader(self.database, url)
        self.orders, self.stock_books = MongoOrders(self.database, url), MongoStockBooks(self.database, url)
        self.batches = Batches(mongo, settings.mongo_database, tasks)
        self.deals = Deals(mongo, settings.mongo_database, url, tasks)
        self.committer = MongoCommitter(mongo, settings.mongo_database, self.batches, self.deals)
        self.keys, self.scripts = Keys(settings.redis_prefix), Scripts(redis, tasks)
        self.announcer = RedisAnnouncer(self.scripts, self.keys)
        self.feeds = ThinnedFeeds(self.announcer.announce_soon)
        self.turns = DocumentTurns(self.shop_for, self.committer, self.announcer.announce_soon, tasks)
        self.attempts = RedisAttempts(self.scripts, self.keys, settings.limit_factor)
        self.locks, self.bid_gate = RedisLocks(self.scripts, self.keys), RedisBidGate(self.scripts, self.keys)
        self.stock_gate = RedisStock(self.scripts, self.keys)
        self.till = paying.till_of(settings, self.database, self.scripts, self.keys, http)
        self.errands = CommittedErrands(self.shop_for, self.committer, self.announcer)
        self.presences = RedisPresence(self.scripts, self.keys, self.process)
        self.figures = RedisFigures(self.scripts, self.keys, self.process)
        meilisearch = Meilisearch(settings.search_url, settings.search_key.get_secret_value(), http)
        self.search = MeiliListings(meilisearch, settings.search_index)
        self.places, self.clock, self.passwords = Gazetteer(), SystemClock(), passwords
        self.tokens = SignedTokens(
            keys_of(settings),
            settings.token_issuer,
            access_seconds=settings.access_token_seconds,
            refresh_days=settings.refresh_token_days,
        )

    def shop_for(self, work: Work) -> Shop:
        """The market as the request with this work sees it."""
        return self._shop.at(work)

    @cached_property
    def _shop(self) -> Shop:
        return Shop(
            accounts=self.accounts,
            logins=self.logins,
            listings=self.listings,
            feeds=self.feeds,
            auctions=self.auctions,
            offers=self.offers,
            turns=self.turns,
            bid_gate=self.bid_gate,
            cases=self.cases,
            audit=self.audit,
            board=self.dial,
            orders=self.orders,
            stock_gate=self.stock_gate,
            stock_books=self.stock_books,
            till=self.till,
            errands=self.errands,
            pictures=self.pictures,
            files=self.files,
            darkroom=self.darkroom,
            search=self.search,
            places=self.places,
            passwords=self.passwords,
            tokens=self.tokens,
            attempts=self.attempts,
            presences=self.presences,
            locks=self.locks,
            clock=self.clock,
            currency=self.settings.currency,
            work=Work(),
        )


@asynccontextmanager
async def open_stores(settings: Settings) -> AsyncIterator[Stores]:
    """Every store connected; all are closed again at the end, whatever happened."""
    async with AsyncExitStack() as stack:
        mongo = await stack.enter_async_context(mongo_client.connect(settings))
        redis = await stack.enter_async_context(redis_client.connect(settings.redis_url))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        passwords, tasks = ArgonPasswords(), Tasks()
        stack.callback(passwords.close)
        stack.push_async_callback(tasks.cancel)
        stores = Stores(settings, mongo, redis, http, passwords, tasks)
        await stack.enter_async_context(stores.objects)
        await stack.enter_async_context(stores.darkroom)
        yield stores


@asynccontextmanager
async def serve_web(settings: Settings) -> AsyncIterator[None]:
    """One web process: ready when this enters, drained when it leaves."""
    async with open_stores(settings) as stores, AsyncExitStack() as stack:
        await schema.demand(stores.mongo, stores.database)
        await _follow_time(stores)
        stores.places.load()
        counts, server = Counts(), SocketServer(origins=settings.origins)
        channels = RedisChannels(stores.redis, stores.keys, stores.tasks)
        recovery = _recovery(stores, server, channels, counts)
        gateway = _gateway(stores, server, recovery, counts)
        attendance = Attendance(
            recovery.sessions, server.manager, stores.presences, stores.announcer.announce_soon, stores.tasks
        )
        health = StoreHealth(stores.mongo, stores.redis, stores.http, settings)
        reader = await stack.enter_async_context(S3Reader(settings))
        pages = Pages(settings, stores.listings, reader.read, health, stores.tasks)
        measure_sockets(counts, server, recovery)
        measure_stores(counts, stores.batches, stores.deals, stores.scripts)
        channels.start(recovery.heard, recovery.deaf, recovery.restored)
        await recovery.start()
        stores.tasks.keep(recovery.keep_alive(), "records")
        stores.tasks.keep(attendance.run(), "presence")
        stores.tasks.keep(gateway.watch_rights(), "rights")
        paid = paying.paid_lately(stores.till, stores.clock)
        pulse = Pulse(counts, recovery.sessions.all, server.manager, stores.figures, paid, health, stores.dial)
        stores.tasks.keep(pulse.run(), "pulse")
        site = web.Application(client_max_size=1 << 16)
        server.attach(site)
        paying.notices(stores.shop_for).add_to(site)
        pages.add_to(site)
        await listen(stack, site, settings)
        await listen_for_metrics(stack, counts.registry, settings)
        yield
        pages.draining = True
        await gateway.drain(settings.drain_seconds)


async def _follow_time(stores: Stores) -> None:
    """The database's clock is right from the first request on."""
    stores.clock.learn(await time_of(stores.database))
    stores.tasks.keep(keep_telling(stores.database, stores.clock.learn), "clock")


def _recovery(stores: Stores, server: SocketServer, channels: RedisChannels, counts: Counts) -> Recovery:
    records = RedisRecords(stores.scripts, stores.keys, stores.process)
    return Recovery(
        stores.process,
        Sessions(server.manager, channels, records),
        server.manager,
        channels,
        records,
        RedisJournal(stores.redis, stores.keys),
        stores.clock,
        counts,
        stores.tasks,
    )


def _gateway(stores: Stores, server: SocketServer, recovery: Recovery, counts: Counts) -> Gateway:
    settings = stores.settings
    dispatcher = Dispatcher(
        EVENTS,
        stores.shop_for,
        RedisLimits(stores.scripts, stores.keys, settings.limit_factor),
        stores.committer,
        stores.announcer.announce_soon,
        counts,
        stores.tasks,
        limit_factor=settings.limit_factor,
        currency=settings.currency,
        store_faults=(PyMongoError,),
    )
    doors = Doors(settings.max_sockets, settings.limit_factor)
    rights = MongoRights(stores.database, stores.files.url)
    gateway = Gateway(
        server,
        recovery,
        doors,
        dispatcher,
        stores.tokens,
        rights,
        stores.clock,
        version=VERSION,
        currency=settings.currency,
    )
    server.application = gateway
    server.eio.turn_away = doors.handshake
    server.eio.address_of = Remote(settings.trusted_proxies).address
    return gateway


@asynccontextmanager
async def serve_worker(settings: Settings) -> AsyncIterator[None]:
    """One worker: the relay, the index and the jobs, each under a lease."""
    async with open_stores(settings) as stores, AsyncExitStack() as stack:
        await schema.demand(stores.mongo, stores.database)
        await _follow_time(stores)
        counts = Counts()
        database = stores.database
        parts = WorkerParts(
            feed=MongoChanges(
                database,
                [mongo_listings.COLLECTION, *(stores.reader.collection(kind) for it in REACTIONS for kind in it.of)],
            ),
            positions=MongoPositions(database),
            leases=MongoLeases(database),
            announcer=stores.announcer,
            committer=stores.committer,
            listings=stores.listings,
            listings_collection=mongo_listings.COLLECTION,
            census=MongoCensus(database),
            index=stores.search,
            shop=stores.shop_for(Work()),
            jobs=JOBS,
            reader=stores.reader,
            reactions=REACTIONS,
            store_faults=(PyMongoError,),
            tally=stores.figures,
            registry=counts.registry,
        )
        measure_drift(counts, stores.stock_books.drift)
        paying.measure(stores.till, counts)
        stores.tasks.keep(run_duties(parts), "duties")
        await listen_for_metrics(stack, counts.registry, settings)
        yield


def run_web(settings: Settings) -> None:
    _run(settings, serve_web)


def run_worker(settings: Settings) -> None:
    """On a machine that it shares with web processes, whoever waits for an answer comes first."""
    give_way(WORKER_NICENESS)
    _run(settings, serve_worker)


def _run(settings: Settings, serve: Callable[[Settings], Any]) -> None:
    """Until SIGTERM or Ctrl-C."""
    complete(settings, _until_stopped(serve(settings)))


def complete(settings: Settings, part: Coroutine[Any, Any, None]) -> None:
    """A store that is unfit or away at the start ends the process with a sentence."""
    logs.configure(settings.log_level, readable=settings.env == "development")
    try:
        uvloop.run(part)
    except schema.Unfit as reason:
        raise SystemExit(f"Error: {reason}") from reason
    except ServerSelectionTimeoutError as away:
        raise SystemExit("Error: MongoDB does not answer; SOUK_MONGO_URL says where it is looked for.") from away
    except StoreAway as away:
        raise SystemExit(f"Error: {away} SOUK_REDIS_URL and SOUK_SEARCH_URL say where they are looked for.") from away


async def _until_stopped(part: Any) -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    async with part:
        _calm_garbage_collector()
        log.info("ready")
        await stopped.wait()
        log.info("stopping")


def _calm_garbage_collector() -> None:
    """What stands after start-up stays: leave it out of collections, and look for cycles less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD, 50, 50)
