"""Caps on connections: in all, of one address, and on the pace of handshakes."""

import pytest

from models.errors import Code, Refusal
from server.transport.doors import BURST_SECONDS, HANDSHAKES_A_SECOND, OF_ONE_ADDRESS, Doors


def _code(doors: Doors, address: str) -> Code | None:
    try:
        doors.enter(address)
    except Refusal as no:
        return no.code if no.retry_after else Code.INTERNAL
    return None


def test_a_full_process_turns_away_until_somebody_leaves() -> None:
    doors = Doors(most=2, factor=1.0)
    assert [_code(doors, f"10.0.0.{number}") for number in range(3)] == [None, None, Code.TOO_MANY]
    doors.leave("10.0.0.0")
    assert _code(doors, "10.0.0.9") is None
    assert doors.turned_away == 1


def test_one_address_does_not_fill_a_process() -> None:
    doors = Doors(most=10_000, factor=1.0)
    codes = [_code(doors, "10.0.0.1") for _ in range(OF_ONE_ADDRESS + 1)]
    assert codes[-2:] == [None, Code.TOO_MANY]
    assert _code(doors, "10.0.0.2") is None


def test_neighbours_of_an_ipv6_network_count_as_one() -> None:
    doors = Doors(most=10_000, factor=1 / OF_ONE_ADDRESS)
    assert _code(doors, "2001:db8::1") is None
    assert _code(doors, "2001:db8::2") is Code.TOO_MANY
    assert _code(doors, "2001:db8:0:1::1") is None


def test_who_was_turned_away_is_not_counted_in() -> None:
    doors = Doors(most=1, factor=1.0)
    assert [_code(doors, "10.0.0.1") for _ in range(3)] == [None, Code.TOO_MANY, Code.TOO_MANY]
    doors.leave("10.0.0.1")
    assert _code(doors, "10.0.0.1") is None


def test_a_process_that_stops_takes_nobody() -> None:
    doors = Doors(most=10, factor=1.0)
    doors.draining = True
    assert _code(doors, "10.0.0.1") is Code.DRAINING


@pytest.mark.parametrize("factor", [0.1, 1.0])
async def test_a_storm_of_handshakes_is_answered_with_later(factor: float) -> None:
    doors = Doors(most=10, factor=factor)
    burst = int(HANDSHAKES_A_SECOND * BURST_SECONDS * factor)
    answers = [doors.handshake() for _ in range(burst * 2)]
    assert answers[: burst // 2] == [None] * (burst // 2)
    assert any(answers)
    assert doors.turned_away == sum(answer is not None for answer in answers)
