"""The session's own answers."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from handlers.ports import Shop
from handlers.session import actions

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class _Noon:
    """A shop of which only the clock is asked."""

    @property
    def clock(self) -> "_Noon":
        return self

    def now(self) -> datetime:
        return NOON


def test_the_time_is_that_of_the_shops_clock() -> None:
    assert actions.now(cast(Shop, _Noon())) == NOON
