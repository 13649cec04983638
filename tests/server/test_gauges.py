"""What a web process shows of its parts is what they count."""

from collections import Counter

from prometheus_client import generate_latest

from server.gauges import measure_drift, measure_sockets, measure_stores
from server.metrics import Counts
from server.settings import Settings
from server.transport.engine import SocketServer
from server.transport.recovery import Recovery
from tests.support.stores import prepared


async def test_what_is_counted_is_shown(settings: Settings) -> None:
    counts = Counts()
    async with prepared(settings) as stores:
        measure_stores(counts, stores.batches, stores.deals, stores.scripts)
        stores.deals.written = 7
        text = generate_latest(counts.registry).decode()
    assert "souk_deals_total 7.0" in text
    assert "souk_commits_total" in text


async def test_sockets_are_counted_when_somebody_asks() -> None:
    counts, server = Counts(), SocketServer(origins=["http://127.0.0.1"])
    recovery = Recovery.__new__(Recovery)
    recovery.hits, recovery.misses, recovery.replayed = 1, 2, 3
    measure_sockets(counts, server, recovery)
    text = generate_latest(counts.registry).decode()
    assert "souk_sockets 0.0" in text
    assert "souk_backlog_bytes 0.0" in text
    assert "souk_replayed_total 3.0" in text


def test_what_should_not_be_found_is_shown() -> None:
    counts = Counts()
    measure_drift(counts, Counter(gate=2))
    text = generate_latest(counts.registry).decode()
    assert "souk_stock_drift_gate_total 2.0" in text
    assert "souk_stock_drift_orders_total 0.0" in text
