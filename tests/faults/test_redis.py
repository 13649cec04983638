"""Redis dies, stands still, forgets or hangs up: requests are answered, and every model ends up as a fresh snapshot."""

import asyncio
import os

from redis.asyncio import Redis

from tests.faults.conftest import Stage
from tests.faults.followers import agree, crowd, talking
from tests.support.comeback import guest
from tests.support.waiting import until

PAUSE_SECONDS = float(os.environ.get("SOUK_FAULT_PAUSE_SECONDS", "10"))
FOLLOWERS = int(os.environ.get("SOUK_FAULT_FOLLOWERS", "6"))


def places(stage: Stage) -> list[str]:
    """Where the followers are: half of them on each process."""
    return [stage.market.urls[number % 2] for number in range(FOLLOWERS)]


async def test_it_is_killed_and_comes_back_empty(stage: Stage) -> None:
    async with crowd(stage.market.urls[0], places(stage)) as (talker, followers):
        async with talking(talker):
            await until(lambda: talker.acked >= 10)
            stage.valkey.kill("valkey")
            before = talker.acked + talker.refused
            await until(lambda: talker.acked + talker.refused >= before + 5)
            await stage.valkey.start("valkey")
            await until(lambda: all(follower.resyncs for follower in followers), seconds=40)
            before = talker.acked
            await until(lambda: talker.acked >= before + 5)
        await agree(stage.market.urls[1], followers, list(talker.newest))


async def test_it_stands_still_for_a_while(stage: Stage) -> None:
    async with crowd(stage.market.urls[0], places(stage)) as (talker, followers):
        async with talking(talker):
            await until(lambda: talker.acked >= 10)
            with stage.paused(stage.valkey_pid):
                before = talker.acked + talker.refused
                await asyncio.sleep(PAUSE_SECONDS)  # the fault itself, not a wait for its end
                await until(lambda: talker.acked + talker.refused > before)
                async with guest(stage.market.urls[1]) as newcomer:
                    assert newcomer.pid is None
            before = talker.acked
            await until(lambda: talker.acked >= before + 5)
        await agree(stage.market.urls[1], followers, list(talker.newest))


async def test_it_forgets_everything(stage: Stage) -> None:
    async with (
        crowd(stage.market.urls[0], places(stage)) as (talker, followers),
        Redis.from_url(stage.redis_url) as redis,
    ):
        async with talking(talker):
            await until(lambda: talker.acked >= 10)
            await redis.flushall()
            await until(lambda: all(follower.resyncs for follower in followers), seconds=40)
            before = talker.acked
            await until(lambda: talker.acked >= before + 5)
            await redis.script_flush()
            await until(lambda: talker.acked >= before + 10)
        assert talker.refused == 0
        await agree(stage.market.urls[1], followers, list(talker.newest))


async def test_who_was_told_to_fetch_anew_may_come_back_again(stage: Stage) -> None:
    async with crowd(stage.market.urls[0], places(stage)[:2]) as (talker, followers):
        async with Redis.from_url(stage.redis_url) as redis:
            await redis.flushall()
        async with talking(talker):
            await until(lambda: all(follower.resyncs for follower in followers), seconds=40)
        for follower in followers:
            await follower.drop()
        await until(lambda: all(follower.recovered for follower in followers))
        async with talking(talker):
            before = talker.acked
            await until(lambda: talker.acked >= before + 5)
        await agree(stage.market.urls[1], followers, list(talker.newest))


async def test_it_hangs_up_on_our_subscriptions(stage: Stage) -> None:
    async with (
        crowd(stage.market.urls[0], places(stage)) as (talker, followers),
        Redis.from_url(stage.redis_url) as redis,
    ):
        async with talking(talker):
            for _ in range(3):
                before = talker.acked
                await until(lambda: talker.acked >= before + 10)  # noqa: B023 - awaited before it changes
                await redis.client_kill_filter(_type="pubsub")
        await agree(stage.market.urls[1], followers, list(talker.newest))
        for follower in followers:
            assert follower.resyncs == 0
            for listing_id, versions in follower.versions.items():
                assert versions == list(range(2, follower.model[listing_id]["version"] + 1))
