"""Which numbers of its parts a web process shows to Prometheus, and under which names."""

import asyncio
from collections.abc import Mapping

from server.metrics import Counts
from server.stores.mongo.batch import Batches
from server.stores.mongo.deals import Deals
from server.stores.redis.client import Scripts
from server.transport.engine import SocketServer
from server.transport.engine.rooms import RoomManager
from server.transport.recovery import Recovery


def measure_sockets(counts: Counts, server: SocketServer, recovery: Recovery) -> None:
    manager: RoomManager = server.manager
    counts.gauge("souk_sockets", "Open sockets.", lambda: len(server.eio.sockets))
    counts.gauge("souk_tasks", "Tasks of the event loop.", lambda: len(asyncio.all_tasks()))
    counts.gauge("souk_rooms", "Rooms with members here.", lambda: len(manager.members))
    counts.gauge("souk_backlog_bytes", "Bytes that wait for slow readers.", lambda: _backlog(server))
    counts.counter("souk_slow_readers", "Sockets cut off for reading too slowly.", lambda: server.eio.slow_readers)
    counts.counter("souk_recoveries_hit", "Connections taken up again, whole.", lambda: recovery.hits)
    counts.counter("souk_recoveries_missed", "Connections that had to fetch anew.", lambda: recovery.misses)
    counts.counter("souk_replayed", "Pushes replayed to clients that came back.", lambda: recovery.replayed)


def measure_stores(counts: Counts, batches: Batches, deals: Deals, scripts: Scripts) -> None:
    counts.counter("souk_commits", "Documents written by group commit.", lambda: batches.written)
    counts.counter("souk_commit_trips", "Batches they were written in.", lambda: batches.trips)
    counts.counter("souk_deals", "Units of work with orders that were written.", lambda: deals.written)
    counts.counter("souk_deal_trips", "Transactions they were tried in.", lambda: deals.trips)
    counts.counter("souk_deal_conflicts", "Tries that others were faster than.", lambda: deals.conflicts)
    counts.counter("souk_redis_failures", "Redis calls that failed or timed out.", lambda: scripts.failures)


def measure_drift(counts: Counts, drift: Mapping[str, int]) -> None:
    """What the reconciler of stock finds; anything but zero is worth a look."""
    counts.counter("souk_stock_drift_counters", "Listings that disagreed with orders.", lambda: drift["counters"])
    counts.counter("souk_stock_drift_orders", "Orders that disagreed with their state.", lambda: drift["orders"])
    counts.counter("souk_stock_drift_gate", "Gates that disagreed with MongoDB.", lambda: drift["gate"])


def _backlog(server: SocketServer) -> float:
    return sum(socket.backlog_bytes for socket in server.eio.sockets.values())
