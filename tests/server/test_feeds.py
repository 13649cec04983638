"""Feeds as those who publish meet them."""

from collections.abc import Sequence

import orjson

from server.feeds import ANNOUNCED_A_SECOND, ThinnedFeeds
from server.seams import Announcement
from tests.support.waiting import until


async def test_what_is_too_much_for_a_feed_is_announced_as_a_number() -> None:
    announced: list[Announcement] = []

    def announce(batch: Sequence[Announcement]) -> None:
        announced.extend(batch)

    feeds = ThinnedFeeds(announce)
    for _ in range(ANNOUNCED_A_SECOND):
        assert feeds.showing(("feed", "feed:sports")) == ("feed", "feed:sports")
    feeds.showing(("feed:sports",))
    assert feeds.showing(("feed", "feed:sports", "feed:tennis")) == ("feed:tennis",)
    await until(lambda: len(announced) == 2)
    assert {(it.name, it.rooms, orjson.loads(it.body)["count"]) for it in announced} == {
        ("feed:moved", ("feed",), 1),
        ("feed:moved", ("feed:sports",), 2),
    }
