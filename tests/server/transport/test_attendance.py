"""Who is online: a hint, told when somebody comes and when he has really gone."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.ports import Presence
from models.actor import Actor
from models.ids import AccountId, LoginId
from server.seams import Announcement, StoreAway
from server.tasks import Tasks
from server.transport import attendance
from server.transport.attendance import Attendance
from server.transport.sessions import Session
from tests.support.lines import House
from tests.support.market import Market
from tests.support.people import nobody, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until

LIN = AccountId("lin")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Presences:
    """How many processes have somebody, or nothing while it is away."""

    def __init__(self) -> None:
        self.here: dict[AccountId, int] = {}
        self.away = False

    async def arrive(self, account_id: AccountId) -> bool:
        self._answer()
        self.here[account_id] = self.here.get(account_id, 0) + 1
        return self.here[account_id] == 1

    def stay(self, account_id: AccountId) -> None:
        """Nothing is forgotten here."""

    async def depart(self, account_id: AccountId) -> bool:
        self._answer()
        self.here[account_id] -= 1
        return not self.here[account_id]

    async def look(self, account_id: AccountId) -> Presence:
        return Presence(online=bool(self.here.get(account_id)), last_seen=NOON)

    def _answer(self) -> None:
        if self.away:
            raise StoreAway("Redis is away.")


class Desk(House):
    """A house with attendance taken."""

    def __init__(self) -> None:
        super().__init__()
        self.presences, self.tasks = Presences(), Tasks()
        self.told: list[Announcement] = []
        self.attendance = Attendance(self.sessions, self.manager, self.presences, self.told.extend, self.tasks)

    async def arrival(self) -> Session:
        _, session = self.guest()
        await session.sign_in(Actor(LIN, LoginId("phone")), datetime.now(UTC) + timedelta(hours=1))
        return session

    @property
    def said(self) -> list[Any]:
        return [json.loads(announcement.body) for announcement in self.told]


@pytest.fixture(autouse=True)
def _no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who goes has gone at once."""
    monkeypatch.setattr(attendance, "GRACE_SECONDS", 0)


async def test_coming_and_going_are_told_once_to_those_who_watch() -> None:
    desk = Desk()
    phone, laptop = await desk.arrival(), await desk.arrival()
    await until(lambda: desk.said == [{"account_id": "lin", "online": True}])
    desk.sessions.close(phone)
    desk.sessions.close(laptop)
    await desk.tasks.finish(5)
    assert desk.said[1:] == [{"account_id": "lin", "online": False, "last_seen": "2026-11-22T12:00:00.000Z"}]
    assert {room for announcement in desk.told for room in announcement.rooms} == {"presence:lin"}


async def test_who_is_back_in_time_was_never_away() -> None:
    desk = Desk()
    desk.sessions.close(await desk.arrival())
    await desk.arrival()
    await desk.tasks.finish(5)
    assert desk.said == [{"account_id": "lin", "online": True}]


async def test_who_is_at_another_process_too_has_not_gone() -> None:
    desk = Desk()
    desk.presences.here[LIN] = 1
    desk.sessions.close(await desk.arrival())
    await desk.tasks.finish(5)
    assert desk.said == []


async def test_without_redis_nobody_is_told_and_nothing_breaks() -> None:
    desk = Desk()
    desk.presences.away = True
    desk.sessions.close(await desk.arrival())
    await desk.tasks.finish(5)
    assert desk.said == []


async def test_somebody_with_an_open_socket_is_online(market: Market) -> None:
    async with somebody(market.url) as (_, me), RawClient(market.url) as device, nobody(market.url) as watcher:
        await device.connect(token=me["access_token"])

        async def online() -> bool:
            ack = await watcher.ask("presence:watch", {"account_id": me["account"]["id"]})
            return bool(ack["data"]["online"])

        await until(online)


async def test_somebody_who_never_was_here_is_not(market: Market) -> None:
    async with nobody(market.url) as watcher:
        presence = (await watcher.ask("presence:watch", {"account_id": "nobody"}))["data"]
        assert presence == {"account_id": "nobody", "online": False}
        assert (await watcher.ask("presence:unwatch", {"account_id": "nobody"}))["ok"]
