"""A token that ran out: the socket stays, is nobody's, and nothing private reaches it or is remembered for it."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from models import rooms
from models.actor import ANONYMOUS, Actor
from models.ids import AccountId, LoginId
from server.seams import Connection, RightsChange
from server.transport.gateway import GRACE, Gateway
from server.transport.recovery import Recovery
from tests.support.lines import House
from tests.support.waiting import until

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ANNE = AccountId("anne")


class Unchanged:
    """Rights that nobody touches."""

    async def changed(self) -> RightsChange:
        return RightsChange(frozenset(), frozenset())


def _gateway(house: House) -> Gateway:
    nothing: Any = None
    clock: Any = SimpleNamespace(now=lambda: NOW)
    recovery = cast(Recovery, SimpleNamespace(sessions=house.sessions))
    return Gateway(
        nothing, recovery, nothing, nothing, nothing, cast(Any, Unchanged()), clock, version="", currency="CNY"
    )


async def test_who_shows_no_new_token_leaves_what_is_private_and_is_told() -> None:
    house = House()
    late, fresh = (house.guest("feed") for _ in range(2))
    ran_out = NOW - GRACE
    for (_, session), until_when in ((late, ran_out - timedelta(seconds=1)), (fresh, ran_out + timedelta(seconds=1))):
        session.connection = Connection("secret", "sid", "nonce")
        await session.sign_in(_anne(), until_when)
    watching = asyncio.create_task(_gateway(house).watch_rights())
    try:
        await until(lambda: late[1].actor is ANONYMOUS)
        await until(lambda: bool(late[0].said))
    finally:
        watching.cancel()
    assert late[0].rooms == {"feed"}
    assert late[0].said == ['42["account:expired",{}]']
    assert (set(), {rooms.account(ANNE)}) in house.records.noted
    assert not late[0].closed
    assert (fresh[1].actor, fresh[0].rooms, fresh[0].said) == (_anne(), {"feed", rooms.account(ANNE)}, [])


def _anne() -> Actor:
    return Actor(ANNE, LoginId("login"), version=1)
