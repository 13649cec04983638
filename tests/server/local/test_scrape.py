"""The metrics of all processes on one page."""

from pathlib import Path

import aiohttp
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from server.local.ports import Ports
from server.local.scrape import MetricsPage, merged


def _page(sockets: int) -> str:
    registry = CollectorRegistry()
    Gauge("souk_sockets", "Open sockets.", registry=registry).set(sockets)
    Counter("souk_acks", "Acks.", ["code"], registry=registry).labels("ok").inc(sockets)
    return generate_latest(registry).decode()


def test_samples_are_told_apart_by_process() -> None:
    page = merged({"web-1": _page(3), "web-2": _page(4)}).decode()
    assert 'souk_sockets{process="web-1"} 3.0' in page
    assert 'souk_sockets{process="web-2"} 4.0' in page
    assert 'souk_acks_total{code="ok",process="web-2"} 4.0' in page


def test_a_family_is_declared_once() -> None:
    page = merged({"web-1": _page(3), "web-2": _page(4)}).decode()
    assert page.count("# TYPE souk_sockets gauge") == 1
    assert page.count("# TYPE souk_acks_total counter") == 1


async def test_a_process_that_does_not_answer_is_left_out(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    page = MetricsPage(ports.take("page"), {"dead": f"http://127.0.0.1:{ports.take('dead')}/metrics"})
    async with page, aiohttp.ClientSession() as session, session.get(page.url) as answer:
        assert answer.status == 200
        assert await answer.text() == ""
