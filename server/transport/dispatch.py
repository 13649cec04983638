"""The one road of every request: find, limit, who, decode, recall, run, commit, announce, ack. Each step is a function.

An event declared with a plain `def` travels it without waiting and without a task.
"""

import inspect
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
import structlog
from pydantic import ValidationError

from handlers.contract import Call, Counted, Event, Wire
from handlers.ports import Shop, Work
from handlers.shapes import OnceRequest
from models.errors import Code, Refusal
from models.ids import derived_id, random_id
from server.metrics import Counts
from server.seams import (
    Announcement,
    Charge,
    Committer,
    Limits,
    Once,
    Recalled,
    StoreAway,
    Unconfirmed,
    VersionConflict,
    announcements,
)
from server.tasks import Tasks
from server.transport import acks
from server.transport.deadlines import Deadlines
from server.transport.sessions import RUNNING, WAITING, Request, Session

log = structlog.get_logger(__name__)

TRIES = 3
"""How often a request runs when the documents it read keep changing under it."""
BURST, BURST_SECONDS = 200, 4.0
"""What one socket may ask of this process, whatever it asks."""


class Route(NamedTuple):
    """An event, and whether it may wait."""

    event: Event[Any, Any]
    waits: bool


class Dispatcher:
    """Answers every request that asks for an answer; holds the only `except Exception` of the code base."""

    def __init__(
        self,
        events: Mapping[str, Event[Any, Any]],
        shop_for: Callable[[Work], Shop],
        limits: Limits,
        committer: Committer,
        announce: Callable[[Sequence[Announcement]], None],
        counts: Counts,
        tasks: Tasks,
        *,
        limit_factor: float,
        currency: str,
        store_faults: tuple[type[Exception], ...],
    ) -> None:
        """`store_faults` are what drivers raise: while reading they mean that a store is away, with nothing changed."""
        self._routes = {
            name.encode(): Route(event, inspect.iscoroutinefunction(event.run)) for name, event in events.items()
        }
        self._shop_for, self._limits, self._committer, self._announce = shop_for, limits, committer, announce
        self._counts, self._tasks, self._factor = counts, tasks, limit_factor
        self._context, self._store_faults = {"currency": currency}, store_faults
        self._deadlines = Deadlines(tasks)
        self._idle_shop = shop_for(Work())

    def receive(self, session: Session, ack_id: bytes, body: bytes) -> None:
        """A request as it came: `["name",{...}]`."""
        name, raw = split(body)
        route = self._routes.get(name)
        try:
            self._limit_socket(session, route)
            if route is None:
                if not is_json(body):
                    session.socket.strike()
                raise Refusal(Code.UNKNOWN_EVENT, f"This server knows no event {name[:64].decode(errors='replace')!r}.")
            if route.waits:
                self._queue(session, Request(route.event, ack_id, raw))
                return
        except Refusal as no:
            self._refuse(session, name[:64].decode(errors="replace"), ack_id, no)
            return
        self._answer_now(session, route.event, ack_id, raw)

    def _answer_now(self, session: Session, event: Event[Any, Any], ack_id: bytes, raw: bytes) -> None:
        """The road of an event that neither waits nor writes."""
        try:
            _judge(event, session)
            body = self._decode(session, event, raw)
            reply: Wire = event.run(Call(session.actor, body, self._idle_shop, session))  # type: ignore[assignment]
            self._ack(session, event, ack_id, reply.as_json())
        except Exception as fault:  # noqa: BLE001 - every request is answered
            self._refuse(session, event.name, ack_id, self._refusal(event, fault))

    async def _travel(self, session: Session, event: Event[Any, Any], ack_id: bytes, raw: bytes) -> None:
        try:
            reply = await self._answer(session, event, raw)
            self._ack(session, event, ack_id, reply)
        except Exception as fault:  # noqa: BLE001 - every request is answered
            self._refuse(session, event.name, ack_id, self._refusal(event, fault))

    async def _answer(self, session: Session, event: Event[Any, Any], raw: bytes) -> bytes:
        charge = await self._limit(event, session)
        _judge(event, session)
        body = self._decode(session, event, raw)
        once = _once(event, session, body)
        for _ in range(TRIES):
            work = Work(once.key) if once else Work()
            try:
                try:
                    reply = await self._run(event, session, body, work)
                except Refusal as no:
                    if once and not no.first and (recalled := await self._committer.recall(once)):
                        return self._repeated(once, recalled, charge)
                    if no.commits:
                        await self._commit(work, None, b"")
                    raise
                recalled = await self._commit(work, once, reply)
            except VersionConflict:
                continue
            return self._repeated(once, recalled, charge) if once and recalled else reply
        raise Refusal(Code[f"{event.name.split(':')[0].upper()}_CHANGED"])

    def _limit_socket(self, session: Session, route: Route | None) -> None:
        """What is counted in this process, before anything is parsed."""
        now = time.monotonic()
        wait = session.buckets.take("", BURST * self._factor, BURST_SECONDS, now)
        if not wait and route and route.event.limit.by is Counted.SOCKET:
            limit = route.event.limit
            wait = session.buckets.take(route.event.name, limit.times * self._factor, limit.seconds, now)
        if wait:
            raise Refusal(Code.SLOW_DOWN, retry_after=round(wait, 3))

    async def _limit(self, event: Event[Any, Any], session: Session) -> Charge | None:
        """What is counted over all processes; without Redis by this socket, or refused where it is strict."""
        limit = event.limit
        if limit.by is Counted.SOCKET:
            return None
        charge = Charge(f"{event.name}:{_counted(limit.by, session)}", limit)
        if self._limits.spend(charge):
            return charge
        try:
            wait = await self._limits.take(charge)
        except StoreAway as away:
            if limit.strict:
                raise Refusal(Code.UNAVAILABLE, retry_after=1) from away
            now = time.monotonic()
            wait = session.buckets.take(event.name, limit.times * self._factor, limit.seconds, now)
        if wait:
            raise Refusal(Code.SLOW_DOWN, retry_after=round(wait, 3))
        return charge

    def _decode(self, session: Session, event: Event[Any, Any], raw: bytes) -> Any:
        """Parse and check in one go; pydantic's parser refuses lone surrogates, control characters and deep nesting."""
        try:
            return event.takes.model_validate_json(raw, context=self._context)
        except ValidationError:
            if not is_json(raw):
                session.socket.strike()
            raise

    async def _run(self, event: Event[Any, Any], session: Session, body: Any, work: Work) -> bytes:
        call = Call(session.actor, body, self._shop_for(work), session)
        reply: Wire = await self._deadlines.within(event.timeout, event.run(call))
        return reply.as_json()

    async def _commit(self, work: Work, once: Once | None, reply: bytes) -> Recalled | None:
        """Write, then announce, then let the line follow; nothing here is cut short by the event's deadline."""
        try:
            said, recalled = await self._committer.commit(work, once, reply)
        except (Refusal, VersionConflict, StoreAway):
            work.take_back()
            raise
        if recalled:
            work.take_back()
            return recalled
        if work.says:
            said = [*said, *announcements(random_id(), 0, work.says)]
        if said:
            self._announce(said)
        await work.follow_up()
        return None

    def _repeated(self, once: Once, recalled: Recalled, charge: Charge | None) -> bytes:
        if recalled.body_hash != once.body_hash:
            raise Refusal(Code.IDEMPOTENCY_MISMATCH)
        if charge:
            self._limits.give_back(charge)
        return recalled.reply

    def _ack(self, session: Session, event: Event[Any, Any], ack_id: bytes, reply: bytes) -> None:
        self._counts.requests[event.name] += 1
        if ack_id:
            session.socket.send_text(acks.ok(ack_id, reply))

    def _refuse(self, session: Session, name: str, ack_id: bytes, no: Refusal) -> None:
        self._counts.refused[name if name.encode() in self._routes else "unknown", no.code.value] += 1
        if no.code is not Code.SLOW_DOWN:
            log.info("refused", request=name, code=no.code.value, account=session.actor.account_id)
        if ack_id:
            session.socket.send_text(acks.refused(ack_id, no))

    def _refusal(self, event: Event[Any, Any], fault: Exception) -> Refusal:
        """What the client is told of what went wrong."""
        match fault:
            case Refusal():
                return fault
            case ValidationError():
                return Refusal(Code.INVALID_PAYLOAD, fields=acks.fields(fault))
            case TimeoutError():
                return Refusal(Code.TIMEOUT)
            case Unconfirmed():
                return Refusal(Code.UNCONFIRMED)
            case StoreAway():
                return Refusal(Code.UNAVAILABLE, retry_after=1)
        if isinstance(fault, self._store_faults):
            return Refusal(Code.UNAVAILABLE, retry_after=1)
        log.error("event broke", request=event.name, exc_info=fault)
        return Refusal(Code.INTERNAL)

    def _queue(self, session: Session, request: Request) -> None:
        """So many of a socket's requests run at once, so many wait their turn."""
        if session.running < RUNNING:
            session.running += 1
            self._tasks.spawn(self._work_off(session, request), "request")
            return
        if session.waiting is None:
            session.waiting = deque()
        if len(session.waiting) >= WAITING:
            raise Refusal(Code.TOO_BUSY, retry_after=1)
        session.waiting.append(request)

    async def _work_off(self, session: Session, request: Request) -> None:
        try:
            await self._travel(session, *request)
            while session.waiting:
                await self._travel(session, *session.waiting.popleft())
        finally:
            session.running -= 1
            session.waiting = session.waiting or None


def split(body: bytes) -> tuple[bytes, bytes]:
    """Name and request of `["name",{...}]`; what is malformed keeps its shape and is refused further on."""
    end = body.find(b'"', 2)
    if end < 0 or body[:2] != b'["':
        return b"", body
    rest = body[end + 1 :].strip()
    if rest == b"]":
        return body[2:end], b"{}"
    return body[2:end], rest[1:-1] if rest[:1] == b"," and rest[-1:] == b"]" else rest


def is_json(raw: bytes) -> bool:
    """Whether these are JSON values, if not the one that was asked for; no client that works sends anything else."""
    try:
        orjson.loads(b"[" + raw + b"]")
    except orjson.JSONDecodeError:
        return False
    return True


def _judge(event: Event[Any, Any], session: Session) -> None:
    if code := event.who.refusal(session.actor):
        raise Refusal(code)


def _once(event: Event[Any, Any], session: Session, body: Any) -> Once | None:
    if not event.once:
        return None
    assert isinstance(body, OnceRequest)
    return Once(derived_id(session.actor.signed_in_id, event.name, body.request_id), body.fingerprint)


def _counted(by: Counted, session: Session) -> str:
    if by is Counted.ACCOUNT and session.actor.account_id:
        return session.actor.account_id
    return session.address
