"""Sessions: rooms joined by the server only, private ones left with the account, records kept true."""

from datetime import UTC, datetime, timedelta

import pytest

from models import rooms
from models.actor import ANONYMOUS, Actor
from models.errors import Code, Refusal
from models.ids import AccountId, LoginId
from server.seams import Connection, Noted, StoreAway
from server.transport.sessions import ROOMS
from tests.support.lines import House

LATER = datetime.now(UTC) + timedelta(hours=1)
LIN, PHONE = AccountId("lin"), LoginId("phone")
ACTOR = Actor(LIN, PHONE)
PRIVATE = rooms.account(LIN)


async def test_a_room_is_heard_from_the_first_member_to_the_last() -> None:
    house = House()
    (_, one), (_, two) = house.guest(), house.guest()
    await one.join("feed")
    await two.join("feed")
    await one.leave("feed")
    assert house.channels.open == {"feed"}
    await two.leave("feed")
    assert house.channels.open == set()


async def test_there_is_an_end_to_rooms() -> None:
    line, session = House().guest()
    await session.join(*[f"listing:{number}" for number in range(ROOMS)])
    with pytest.raises(Refusal) as no:
        await session.join("listing:more")
    assert no.value.code is Code.WATCHES_EXCEEDED
    assert len(line.rooms) == ROOMS


async def test_while_redis_is_away_nothing_is_joined() -> None:
    house = House()
    line, session = house.guest()
    house.channels.away = True
    with pytest.raises(StoreAway):
        await session.join("feed")
    assert line.rooms == set()


async def test_who_signs_in_hears_what_is_his_and_out_again_not() -> None:
    house = House()
    line, session = house.guest("feed")
    await session.sign_in(ACTOR, LATER)
    assert line.rooms == {"feed", PRIVATE}
    assert (session.actor, session.expires_at) == (ACTOR, LATER)
    await session.sign_out()
    assert line.rooms == {"feed"}
    assert (session.actor, session.expires_at) == (ANONYMOUS, None)


async def test_who_becomes_somebody_else_leaves_the_formers_room() -> None:
    line, session = House().guest()
    await session.sign_in(ACTOR, LATER)
    await session.sign_in(Actor(AccountId("tom"), LoginId("laptop")), LATER)
    assert line.rooms == {rooms.account(AccountId("tom"))}


async def test_while_redis_is_away_one_may_still_sign_in() -> None:
    house = House()
    line, session = house.guest()
    house.channels.away = True
    await session.sign_in(ACTOR, LATER)
    assert session.actor is ACTOR
    assert line.rooms == {PRIVATE}


async def test_those_concerned_are_found_by_account_and_by_login() -> None:
    house = House()
    (_, phone), (_, laptop), (_, nobody) = house.guest(), house.guest(), house.guest()
    await phone.sign_in(ACTOR, LATER)
    await laptop.sign_in(Actor(LIN, LoginId("laptop")), LATER)
    everybody = set(house.sessions.concerned(frozenset({LIN}), frozenset()))
    assert everybody == {phone, laptop}
    assert set(house.sessions.concerned(frozenset(), frozenset({PHONE}))) == {phone}
    assert nobody in house.sessions.all


async def test_coming_and_going_is_told_for_the_first_and_the_last_socket_of_an_account() -> None:
    house, told = House(), list[str]()
    house.sessions.came = lambda account_id: told.append(f"{account_id} came")
    house.sessions.went = lambda account_id: told.append(f"{account_id} went")
    (_, phone), (_, laptop) = house.guest(), house.guest()
    await phone.sign_in(ACTOR, LATER)
    await laptop.sign_in(Actor(LIN, LoginId("laptop")), LATER)
    house.sessions.close(phone)
    assert told == ["lin came"]
    house.sessions.close(laptop)
    assert told == ["lin came", "lin went"]
    assert not house.sessions.has(LIN)


async def test_a_closed_session_leaves_nothing_behind() -> None:
    house = House()
    line, session = house.guest()
    await session.join("feed", "listing:1")
    house.sessions.close(session)
    assert (line.rooms, house.manager.members, house.channels.open) == (set(), {}, set())
    assert session not in house.sessions.all


async def test_the_record_follows_the_rooms() -> None:
    house = House()
    _, session = house.guest()
    session.connection = Connection("secret", "sid", "nonce")
    await session.join("feed")
    await session.leave("feed")
    assert house.records.noted == [({"feed"}, set()), (set(), {"feed"})]


async def test_a_record_that_is_gone_is_written_anew() -> None:
    house = House()
    _, session = house.guest("listing:1")
    session.connection = Connection("secret", "sid", "nonce")
    house.records.answers = [Noted.GONE]
    await session.join("feed")
    assert house.records.opened == 1
    assert house.records.noted[-1] == ({"feed", "listing:1"}, set())


async def test_the_older_twin_hangs_up() -> None:
    house = House()
    line, session = house.guest()
    session.connection = Connection("secret", "sid", "nonce")
    house.records.answers = [Noted.EVICTED]
    await session.join("feed")
    assert line.closed
    assert line.rooms == set()
