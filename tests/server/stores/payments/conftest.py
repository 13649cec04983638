"""A sandbox gateway, the adapter as a market has it, and a market's ear for notices."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from handlers.provider import Charge
from models.ids import TradeNumber, random_id
from models.money import Money
from server.settings import Settings
from server.stores.payments.alipay import Alipay
from tests.support.sandbox import Sandbox, sandbox_in


@dataclass
class Ear:
    """Where notices arrive; `answers` are given one after the other, then always `success`."""

    url: str
    heard: list[dict[str, str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append({name: str(value) for name, value in (await request.post()).items()})
        return web.Response(text=self.answers.pop(0) if self.answers else "success")

    def about(self, number: str) -> list[dict[str, str]]:
        return [notice for notice in self.heard if notice["out_trade_no"] == number]


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    it = Ear("")
    app = web.Application()
    app.router.add_post("/pay/alipay/notify", it.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    it.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield it
    await runner.cleanup()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    async with sandbox_in(tmp_path_factory.mktemp("sandbox")) as it:
        yield it


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox(sandbox_process: Sandbox) -> AsyncIterator[Sandbox]:
    """The one that all tests here share, behaving again after each."""
    yield sandbox_process
    await sandbox_process.behave()


def settings_of(environment: Mapping[str, str], **more: object) -> Settings:
    told = {name.removeprefix("SOUK_").lower(): value for name, value in environment.items()}
    return Settings.model_validate({**told, **more})


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def alipay(sandbox_process: Sandbox, ear: Ear, http: aiohttp.ClientSession) -> Alipay:
    return Alipay.of(settings_of(sandbox_process.environment(ear.url), payment_seconds=3), http)


def a_charge(*, amount: int = 90_000, seconds: float = 300, subject: str = "山地自行车 & more") -> Charge:
    expires_at = datetime.now(UTC) + timedelta(seconds=seconds)
    return Charge(TradeNumber(f"{random_id()}_1"), Money(amount, "CNY"), subject, expires_at, "/orders/1")
