"""The network between us and Redis fails while both ends are well (F12, F13)."""

from tests.faults.conftest import Stage
from tests.faults.followers import Follower, agree, crowd, talking
from tests.faults.test_redis import places
from tests.support.waiting import until


def told_once(followers: list[Follower]) -> bool:
    """Nobody was told a version twice or after a later one."""
    return all(versions == sorted(set(versions)) for follower in followers for versions in follower.versions.values())


async def test_what_was_done_and_not_answered_is_done_once(stage: Stage) -> None:
    """The scripts run, their answers are lost: asking again must not count, lock or announce twice."""
    async with crowd(stage.market.urls[0], places(stage)) as (talker, followers):
        async with talking(talker):
            for _ in range(3):
                before = talker.acked
                await until(lambda: talker.acked >= before + 5)  # noqa: B023 - awaited before it changes
                lost = stage.network.lost
                with stage.network.losing_answers():
                    before = talker.acked + talker.refused
                    await until(lambda: talker.acked + talker.refused >= before + 5)  # noqa: B023 - as above
                    await until(lambda: stage.network.lost > lost)  # noqa: B023 - as above
            before = talker.acked
            await until(lambda: talker.acked >= before + 5)
        await agree(stage.market.urls[1], followers, list(talker.newest))
        assert told_once(followers)


async def test_a_subscription_that_died_without_a_word_is_noticed(stage: Stage) -> None:
    async with crowd(stage.market.urls[0], places(stage)) as (talker, followers):
        async with talking(talker):
            await until(lambda: talker.acked >= 10)
            stage.network.swallow()
            before = talker.acked
            await until(lambda: talker.acked >= before + 5)
        await agree(stage.market.urls[1], followers, list(talker.newest))
        assert told_once(followers)
