"""Nothing live before the replay, nothing twice after it."""

from server.seams import Offset
from server.transport.replay import Replay


def at(sequence: int) -> Offset:
    return Offset("e", sequence)


def test_what_comes_live_waits_for_the_replay_and_is_said_once() -> None:
    replay = Replay()
    assert all(replay.keeps(at(number), str(number).encode()) for number in (5, 6, 7))
    assert replay.finish(at(6)) == [b"7"]


def test_what_the_replay_had_is_dropped_also_when_it_arrives_late() -> None:
    replay = Replay()
    assert replay.finish(at(6)) == []
    assert replay.keeps(at(6), b"6")
    assert not replay.keeps(at(7), b"7")


def test_another_history_is_always_news() -> None:
    replay = Replay()
    replay.finish(at(6))
    assert not replay.keeps(Offset("f", 1), b"1")
