"""The road of a request, with scripted stores at its side: every outcome becomes an ack, in the right order."""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest
from prometheus_client import generate_latest

from handlers.contract import Call, Empty, Event, Wire, event, per_account, per_address, per_socket
from handlers.ports import Shop, Work
from handlers.shapes import OnceRequest
from models.actor import Actor, anyone, signed_in
from models.errors import Code, Refusal
from models.ids import AccountId
from server.metrics import Counts
from server.seams import Announcement, Charge, Once, Recalled, StoreAway, Unconfirmed, VersionConflict
from server.tasks import Tasks
from server.transport.dispatch import TRIES, Dispatcher, split
from server.transport.engine import Socket
from server.transport.sessions import RUNNING, WAITING, Session, Sessions

SOMEBODY = Actor(AccountId("somebody"))


class Body(OnceRequest):
    text: str


class Reply(Wire):
    text: str


class DriverFault(Exception):
    """What the stores' driver raises."""


class Line:
    """The socket, as far as a dispatcher touches it."""

    address = "127.0.0.1"

    def __init__(self) -> None:
        self.said: list[bytes] = []
        self.strikes = 0

    def send_text(self, packet: bytes) -> None:
        self.said.append(packet)

    def strike(self) -> None:
        self.strikes += 1


class Seams:
    """Limits and committer that do as they are told, and remember what happened in which order."""

    def __init__(self) -> None:
        self.happened: list[str] = []
        self.advance = False
        self.wait: float | Exception = 0.0
        self.commits: list[Recalled | Exception | None] = []
        self.known: Recalled | None = None

    def spend(self, charge: Charge) -> bool:
        return self.advance

    async def take(self, charge: Charge) -> float:
        self.happened.append("limit")
        if isinstance(self.wait, Exception):
            raise self.wait
        return self.wait

    def give_back(self, charge: Charge) -> None:
        self.happened.append("give back")

    async def commit(
        self, work: Work, once: Once | None, reply: bytes
    ) -> tuple[Sequence[Announcement], Recalled | None]:
        self.happened.append("commit")
        outcome = self.commits.pop(0) if self.commits else None
        if isinstance(outcome, Exception):
            raise outcome
        return (), outcome

    async def recall(self, once: Once) -> Recalled | None:
        return self.known


class Road:
    """A dispatcher with one event, and a client of it."""

    def __init__(self, declared: Event[Any, Any], actor: Actor = SOMEBODY) -> None:
        self.seams, self.line, self.counts, self.tasks = Seams(), Line(), Counts(), Tasks()
        self.name, self.asked = declared.name, 0
        self.dispatcher = Dispatcher(
            {declared.name: declared},
            lambda work: cast(Shop, work),
            self.seams,
            self.seams,
            lambda said: self.seams.happened.append("announce"),
            self.counts,
            self.tasks,
            limit_factor=1.0,
            currency="CNY",
            store_faults=(DriverFault,),
        )
        self.session = Session(cast(Socket, self.line), cast(Sessions, None), offsets=False)
        self.session.actor = actor

    def send(self, raw: str) -> None:
        self.asked += 1
        self.dispatcher.receive(self.session, str(self.asked).encode(), f'["{self.name}",{raw}]'.encode())

    async def ask(self, raw: str = '{"request_id":"0123456789abcdef","text":"hello"}') -> Any:
        self.send(raw)
        await self.tasks.finish(5)
        return self.answers()[str(self.asked)]

    def answers(self) -> dict[str, Any]:
        """Acks by their id."""
        split_up = [packet.decode().removeprefix("43").partition("[") for packet in self.line.said]
        return {number: json.loads(f"[{rest}")[0] for number, _, rest in split_up}


Run = Callable[[Call[Body]], Any]


def road(act: Run | None = None, **declared: Any) -> Road:
    """An event that answers with what it was asked, unless it is to act otherwise."""
    options: dict[str, Any] = {"who": signed_in, "limit": per_account(9, seconds=1), **declared}
    made: list[Road] = []

    @event("listing:echo", **options)
    async def echo(call: Call[Body]) -> Reply:
        made[0].seams.happened.append("run")
        if act:
            await act(call)
        return Reply(text=call.body.text)

    made.append(Road(echo))
    return made[0]


def raising(fault: Exception) -> Run:
    async def act(call: Call[Body]) -> None:
        raise fault

    return act


async def test_the_steps_come_in_their_order() -> None:
    async def act(call: Call[Body]) -> None:
        call.shop.tell(cast(Any, _Said()), "feed")  # type: ignore[attr-defined]

        async def effect() -> None:
            it.seams.happened.append("effect")

        call.shop.afterwards(effect)  # type: ignore[attr-defined]

    it = road(act)
    assert await it.ask() == {"ok": True, "data": {"text": "hello"}}
    assert it.seams.happened == ["limit", "run", "commit", "announce", "effect"]


class _Said:
    """A push."""

    name = "test:said"

    def model_dump_json(self) -> str:
        return "{}"


async def test_limits_are_charged_before_rights_and_shape_are_judged() -> None:
    it = road()
    it.session.actor = Actor()
    assert (await it.ask("[]"))["error"]["code"] == "sign_in_required"
    it.session.actor = SOMEBODY
    assert (await it.ask("{}"))["error"]["code"] == "invalid_payload"
    assert it.seams.happened == ["limit", "limit"]


async def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    it = road()
    it.seams.wait = 2.5
    assert (await it.ask())["error"] == {"code": "slow_down", "message": Code.SLOW_DOWN.meaning, "retry_after": 2.5}
    assert it.seams.happened == ["limit"]


async def test_without_redis_requests_are_counted_by_socket_and_strict_ones_refused() -> None:
    it, strict = road(), road(limit=per_address(9, seconds=1, strict=True))
    it.seams.wait = strict.seams.wait = StoreAway("Redis")
    assert (await it.ask())["ok"]
    assert (await strict.ask())["error"]["code"] == "unavailable"
    assert strict.seams.happened == ["limit"]


async def test_nobody_is_asked_while_requests_taken_ahead_are_left() -> None:
    it = road()
    it.seams.advance = True
    assert (await it.ask())["ok"]
    assert "limit" not in it.seams.happened


async def test_a_limit_by_socket_is_counted_here() -> None:
    it = road(limit=per_socket(2, seconds=60))
    codes = [(await it.ask()).get("error", {}).get("code") for _ in range(3)]
    assert codes == [None, None, "slow_down"]
    assert "limit" not in it.seams.happened


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Refusal(Code.LISTING_SOLD), "listing_sold"),
        (TimeoutError(), "timeout"),
        (StoreAway("MongoDB"), "unavailable"),
        (DriverFault(), "unavailable"),
        (Unconfirmed(), "unconfirmed"),
        (ZeroDivisionError("secret"), "internal"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
async def test_whatever_goes_wrong_becomes_a_coded_ack(fault: Exception, code: str) -> None:
    it = road(raising(fault))
    ack = await it.ask()
    assert ack["error"]["code"] == code
    assert "secret" not in str(ack)
    assert it.seams.happened == ["limit", "run"]


async def test_what_takes_too_long_is_ended_and_writes_nothing() -> None:
    async def act(call: Call[Body]) -> None:
        await asyncio.Event().wait()

    it = road(act, timeout=0.01)
    assert (await it.ask())["error"]["code"] == "timeout"
    assert "commit" not in it.seams.happened


async def test_a_commit_of_unknown_outcome_says_so() -> None:
    it = road(once=True)
    it.seams.commits = [Unconfirmed()]
    assert (await it.ask())["error"]["code"] == "unconfirmed"


async def test_a_conflict_runs_again_and_gives_up_after_some_tries() -> None:
    it = road()
    it.seams.commits = [VersionConflict()]
    assert (await it.ask())["ok"]
    it.seams.happened.clear()
    it.seams.commits = [VersionConflict()] * TRIES
    assert (await it.ask())["error"]["code"] == "listing_changed"
    assert it.seams.happened.count("run") == TRIES


async def test_a_repeat_gets_the_first_answer_and_its_charge_back() -> None:
    it = road(once=True)
    body = Body.model_validate_json('{"request_id":"0123456789abcdef","text":"hello"}')
    it.seams.commits = [Recalled(body.fingerprint, b'{"text":"first"}')]
    assert await it.ask() == {"ok": True, "data": {"text": "first"}}
    assert it.seams.happened == ["limit", "run", "commit", "give back"]


async def test_every_try_of_a_request_makes_its_document_under_one_key() -> None:
    keys: list[str] = []

    async def act(call: Call[Body]) -> None:
        keys.append(cast(Work, call.shop).key)

    it = road(act, once=True)
    it.seams.commits = [VersionConflict()]
    await it.ask()
    await it.ask()
    await it.ask('{"request_id":"fedcba9876543210","text":"hello"}')
    assert len(keys) == 4
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert all(keys)


async def test_a_repeat_with_another_body_is_a_mismatch() -> None:
    it = road(once=True)
    it.seams.commits = [Recalled("another", b"{}")]
    assert (await it.ask())["error"]["code"] == "idempotency_mismatch"


async def test_a_repeat_is_recognised_also_when_it_would_be_refused_now() -> None:
    it = road(raising(Refusal(Code.LISTING_DUPLICATE)), once=True)
    body = Body.model_validate_json('{"request_id":"0123456789abcdef","text":"hello"}')
    it.seams.known = Recalled(body.fingerprint, b'{"text":"first"}')
    assert await it.ask() == {"ok": True, "data": {"text": "first"}}


async def test_a_refusal_with_a_consequence_is_written() -> None:
    it = road(raising(Refusal(Code.TOKEN_INVALID, commits=True)))
    assert (await it.ask())["error"]["code"] == "token_invalid"
    assert it.seams.happened == ["limit", "run", "commit"]


async def test_what_is_no_json_is_a_strike_and_a_wrong_field_is_not() -> None:
    it = road()
    await it.ask('{"text":1}')
    assert it.line.strikes == 0
    await it.ask('{"text":NaN}')
    assert it.line.strikes == 1


async def test_so_many_run_so_many_wait_and_the_rest_is_told_to_come_back() -> None:
    go = asyncio.Event()

    async def act(call: Call[Body]) -> None:
        await go.wait()

    it = road(act, limit=per_account(1_000, seconds=1))
    for _ in range(RUNNING + WAITING + 1):
        it.send('{"request_id":"0123456789abcdef","text":"hello"}')
    (refused,) = it.answers().values()
    assert refused["error"]["code"] == "too_busy"
    go.set()
    await it.tasks.finish(5)
    assert sum(ack["ok"] for ack in it.answers().values()) == RUNNING + WAITING
    assert it.session.running == 0


async def test_one_who_asks_for_no_answer_gets_none_and_is_served() -> None:
    it = road()
    it.dispatcher.receive(it.session, b"", b'["listing:echo",{"request_id":"0123456789abcdef","text":"x"}]')
    await it.tasks.finish(5)
    assert it.line.said == []
    assert "commit" in it.seams.happened


def _plain() -> Event[Any, Any]:
    @event("server:ping", who=anyone, limit=per_socket(100, seconds=1))
    def ping(call: Call[Empty]) -> Empty:
        return Empty()

    return ping


async def test_an_event_that_does_not_wait_is_answered_at_once() -> None:
    it = Road(_plain(), Actor())
    it.send("{}")
    assert it.answers() == {"1": {"ok": True, "data": {}}}
    assert it.seams.happened == []


async def test_requests_and_refusals_are_counted_and_unknown_names_are_one() -> None:
    it = Road(_plain(), Actor())
    it.send("{}")
    it.send("[]")
    for name in (b"a:b", b"c:d"):
        it.dispatcher.receive(it.session, b"9", b'["' + name + b'",{}]')
    told = generate_latest(it.counts.registry).decode()
    assert 'souk_requests_total{event="server:ping"} 1.0' in told
    assert 'souk_refused_total{code="invalid_payload",event="server:ping"} 1.0' in told
    assert 'souk_refused_total{code="unknown_event",event="unknown"} 2.0' in told


@pytest.mark.parametrize(
    ("array", "parts"),
    [
        (b'["a:b",{"c":1}]', (b"a:b", b'{"c":1}')),
        (b'["a:b" , {"c":1} ]', (b"a:b", b' {"c":1} ')),
        (b'["a:b"]', (b"a:b", b"{}")),
        (b"[]", (b"", b"[]")),
        (b"[1]", (b"", b"[1]")),
        (b'["a:b",{}', (b"a:b", b",{}")),
        (b'["a:b"{}]', (b"a:b", b"{}]")),
    ],
)
def test_name_and_request_are_told_apart_without_parsing(array: bytes, parts: tuple[bytes, bytes]) -> None:
    assert split(array) == parts
