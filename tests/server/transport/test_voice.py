"""Delivery: each socket once, in order, with an offset for those who come back; busy feeds are counted."""

from typing import cast

from handlers.session.pushes import ServerDraining
from server.metrics import Counts
from server.seams import Heard, Offset
from server.transport.engine import Socket, Traffic
from server.transport.voice import FEED_A_SECOND, Voice, frame_of
from tests.support.lines import House, Written
from tests.support.waiting import until

PUBLISHED = '["listing:published",{"listing":{}}'
VOLATILE = '["presence:changed",{"online":true}'


def message(sequence: int, *rooms: str, event: str = PUBLISHED, epoch: str = "e", key: str = "") -> bytes:
    return f"{epoch}.{sequence}\n{' '.join(rooms)}\n{key}\n{event}".encode()


class Hall(House):
    """A house with a voice."""

    def __init__(self) -> None:
        super().__init__()
        self.lost = 0
        self.voice = Voice(self.manager, Counts(), self._lose)

    def _lose(self) -> None:
        self.lost += 1


def test_all_in_a_room_hear_it_and_others_do_not() -> None:
    hall = Hall()
    (one, _), (two, _), (other, _) = hall.guest("listing:1"), hall.guest("listing:1"), hall.guest("listing:2")
    hall.voice.deliver("listing:1", message(1, "listing:1"))
    assert one.said == two.said == [f"42{PUBLISHED}]"]
    assert other.said == []


def test_a_socket_in_several_rooms_hears_it_once() -> None:
    hall = Hall()
    line, _ = hall.guest("listing:1", "account:2")
    for room in ("listing:1", "account:2"):
        hall.voice.deliver(room, message(1, "listing:1", "account:2"))
    assert len(line.said) == 1


def test_those_who_come_back_get_offsets_and_others_do_not() -> None:
    hall = Hall()
    line, _ = hall.guest("listing:1", offsets=True)
    hall.voice.deliver("listing:1", message(7, "listing:1"))
    assert line.said == [f'42{PUBLISHED},"e.7"]']


def test_what_is_volatile_has_no_offset_and_may_be_dropped() -> None:
    hall = Hall()
    line, _ = hall.guest("listing:1", offsets=True)
    hall.voice.deliver("listing:1", message(7, "listing:1", event=VOLATILE))
    assert line.said == [f"42{VOLATILE}]"]
    assert line.traffic == [Traffic.VOLATILE]


def test_what_only_a_newer_version_says_is_delivered_too() -> None:
    hall = Hall()
    line, _ = hall.guest("listing:1", offsets=True)
    gilded = '["listing:gilded",{"listing":{}}'
    hall.voice.deliver("listing:1", message(7, "listing:1", event=gilded))
    assert line.said == [f'42{gilded},"e.7"]']
    assert line.traffic == [Traffic.DURABLE]


def test_another_epoch_is_another_history_and_the_first_is_not() -> None:
    hall = Hall()
    hall.voice.deliver("listing:1", message(1, "listing:1"))
    assert hall.lost == 0
    hall.voice.deliver("listing:1", message(1, "listing:1", epoch="f"))
    assert (hall.lost, hall.voice.offset) == (1, Offset("f", 1))


def test_what_was_missed_comes_before_what_arrived_meanwhile_and_nothing_twice() -> None:
    hall = Hall()
    line, _ = hall.guest("listing:1", offsets=True)
    hall.voice.hold()
    for sequence in (3, 4):
        hall.voice.deliver("listing:1", message(sequence, "listing:1"))
    assert line.said == []
    hall.voice.release([Heard.parse(message(sequence, "listing:1")) for sequence in (1, 2, 3)])
    assert [said[-6:] for said in line.said] == [f'"e.{sequence}"]' for sequence in (1, 2, 3, 4)]


async def test_a_crowded_feed_is_counted_and_another_room_is_not() -> None:
    hall = Hall()
    (feed, _), (watcher, _) = hall.guest("feed"), hall.guest("listing:1")
    for sequence in range(FEED_A_SECOND + 5):
        for room in ("feed", "listing:1"):
            hall.voice.deliver(room, message(sequence, "listing:1", "feed"))
    assert len(feed.said) == FEED_A_SECOND
    assert len(watcher.said) == FEED_A_SECOND + 5
    await until(lambda: feed.said[-1] == '42["feed:moved",{"count":5}]')


def test_a_push_to_one_socket_has_the_form_of_all_pushes() -> None:
    line = Written()
    cast(Socket, line).write(frame_of(ServerDraining(retry_after=2), "e.1"))
    assert line.said == ['42["server:draining",{"retry_after":2.0},"e.1"]']
