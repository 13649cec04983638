"""What paying is made of: alarms that the metrics show, and a door for notices that lets nothing in unread."""

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import generate_latest

from handlers.money import Alarm
from server import paying
from server.metrics import Counts
from server.settings import Settings
from server.transport.notices import PATH
from tests.support.stores import prepared


async def test_every_alarm_is_a_metric(settings: Settings) -> None:
    async with prepared(settings) as stores:
        counts = Counts()
        paying.measure(stores.till, counts)
        stores.till.alarms.set(Alarm.AMOUNT_DIFFERS, 3)
        page = generate_latest(counts.registry).decode()
    assert "souk_payments_amount_differs 3.0" in page
    assert all(f"souk_{alarm} " in page for alarm in Alarm)


async def test_a_market_without_a_provider_believes_no_notice(settings: Settings) -> None:

    async with prepared(settings) as stores:
        app = web.Application()
        paying.notices(stores.shop_for).add_to(app)
        async with TestClient(TestServer(app)) as client:
            answer = await client.post(PATH, data={"sign": "AAAA"})
            assert await answer.text() == "failure"
