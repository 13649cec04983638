"""Simulated people who keep the demo market moving: `python -m server.local.demo.activity`, until SIGTERM."""

import asyncio
import math
import random
import signal

import structlog

from server import logs
from server.clock import SystemClock
from server.local.demo.market import Market
from server.local.demo.people import CROWD, CROWD_PASSWORD, crowd
from server.local.demo.pictures.album import stored_album
from server.local.demo.seed import ACCOUNTS, SEED
from server.local.demo.visitor import Away, Refused, Visitor
from server.local.logins import DEMO_LOGINS
from server.settings import Settings
from server.stores.objects.client import S3Objects

log = structlog.get_logger(__name__)

FEWEST = 4
_PEOPLE_A_RATE = 3
"""At twice the rate twice as many act: one account may publish only so often."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 20.0


async def act(settings: Settings) -> None:
    """Until cancelled, at the rate of the settings; 0 does nothing."""
    if settings.demo_rate == 0:
        return
    count = min(max(math.ceil(settings.demo_rate * _PEOPLE_A_RATE), FEWEST), CROWD)
    async with S3Objects(settings) as objects:
        shots = await stored_album(objects)
    now = SystemClock().now()
    people = await asyncio.to_thread(crowd, SEED, ACCOUNTS - len(DEMO_LOGINS), now)
    market = Market(people, shots, seed=SEED, now=now, currency=settings.currency)
    url = f"http://{'127.0.0.1' if settings.host in ('0.0.0.0', '::') else settings.host}:{settings.port}"  # noqa: S104
    async with asyncio.TaskGroup() as lives:
        for person in people[:count]:
            lives.create_task(live(Visitor(url, person, market), settings.demo_rate / count))


async def live(visitor: Visitor, rate: float) -> None:
    """One person's day: sign in, act now and then, come back when the connection breaks."""
    luck, pause = random.Random(), _FIRST_PAUSE
    while True:
        try:
            async with visitor.signed_in(CROWD_PASSWORD):
                pause = _FIRST_PAUSE
                while True:
                    await asyncio.sleep(luck.expovariate(rate))
                    await _act_once(visitor, luck)
        except (Away, Refused) as problem:
            log.info("demo person pauses", person=visitor.handle, seconds=round(pause, 1), reason=str(problem))
            await asyncio.sleep(pause * luck.uniform(0.7, 1.3))
            pause = min(pause * 2, _LONGEST_PAUSE)


async def _act_once(visitor: Visitor, luck: random.Random) -> None:
    """What is refused here and now is tried otherwise next time; a lost login is not."""
    try:
        done = await visitor.act(luck)
        log.debug("demo act", person=visitor.handle, act=done)
    except Refused as refusal:
        if refusal.code in {"sign_in_required", "token_expired", "token_invalid", "banned"}:
            raise
        log.debug("demo act refused", person=visitor.handle, code=refusal.code)
        await asyncio.sleep(refusal.retry_after)


async def _until_stopped(settings: Settings) -> None:
    acting = asyncio.create_task(act(settings))
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, acting.cancel)
    try:
        await acting
    except asyncio.CancelledError:
        log.debug("demo people go home")


if __name__ == "__main__":
    _settings = Settings()
    logs.configure(_settings.log_level, readable=_settings.env == "development")
    asyncio.run(_until_stopped(_settings))
