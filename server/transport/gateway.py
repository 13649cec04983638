"""The market behind the engine: lets clients in, hands their requests on, follows their rights, and drains."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from handlers.accounts.payloads import OwnAccountView
from handlers.accounts.pushes import AccountExpired
from handlers.contract import Push
from handlers.ports import Clock
from handlers.session.pushes import Limits, ServerDraining, ServerReady, ServerResync
from models import rooms as room_names
from models.account import Account
from models.actor import Actor
from models.errors import Code, Refusal
from server.seams import Rights, StoreAway, TokenReader
from server.tasks import heed_cancellation
from server.transport.dispatch import Dispatcher
from server.transport.doors import Doors
from server.transport.engine import Admission, Refused, Socket, SocketServer
from server.transport.engine.server import MESSAGE_BYTES
from server.transport.engine.socket import GOING_AWAY, POLICY_VIOLATION
from server.transport.recovery import Recovery
from server.transport.sessions import RUNNING, WAITING, Session, Welcome
from server.transport.voice import frame_of

log = structlog.get_logger(__name__)

PROTOCOL = 1
RIGHTS_SECONDS = 2.0
"""How often rights are looked at: a ban or a role reaches every socket within five seconds with room to spare."""
GRACE = timedelta(seconds=60)
"""How long a socket stays signed in beyond its token."""
LONGEST_TOKEN = 4_096
RECONNECT_SECONDS = 2.0
HANG_UP_SECONDS, HANG_UP_STEPS = 2.0, 40
"""Over how long a draining process hangs up, so that the others are not stormed (Phoenix: 10,000 in 2 s)."""
ADMISSIONS = 64
"""Connections that are judged and caught up at once; in a storm the rest wait instead of starving requests."""


class Gateway:
    """Implements the engine's `Application`."""

    def __init__(
        self,
        server: SocketServer,
        recovery: Recovery,
        doors: Doors,
        dispatcher: Dispatcher,
        tokens: TokenReader,
        rights: Rights,
        clock: Clock,
        *,
        version: str,
        currency: str,
    ) -> None:
        self._server, self._sessions, self._recovery = server, recovery.sessions, recovery
        self._doors, self._dispatcher = doors, dispatcher
        self._tokens, self._rights, self._clock = tokens, rights, clock
        self._version, self._currency = version, currency
        self._admissions = asyncio.Semaphore(ADMISSIONS)

    # What the engine asks

    async def admit(self, socket: Socket, auth: Mapping[str, Any]) -> Admission:
        """Authenticate first: nothing is joined, sent or replayed before it is known who connects."""
        try:
            self._doors.enter(socket.address)
        except Refusal as no:
            raise _refused(no) from no
        session = self._sessions.open(socket, offsets=auth.get("recovery") is not False)
        socket.subject = session
        try:
            _check_protocol(auth)
            async with self._admissions:
                return await self._let_in(session, auth)
        except Refusal as no:
            self._dismiss(session)
            raise _refused(no) from no
        except StoreAway as away:
            self._dismiss(session)
            raise _refused(Refusal(Code.UNAVAILABLE, retry_after=RECONNECT_SECONDS)) from away
        except BaseException:
            self._dismiss(session)
            raise

    async def _let_in(self, session: Session, auth: Mapping[str, Any]) -> Admission:
        account = None
        if (token := auth.get("token")) is not None:
            account, actor, expires_at = await self._authenticate(token)
            self._sessions.know(session, actor, expires_at)
        recovered, lost = await self._recovery.connect(session, auth) if session.offsets else (False, ())
        if account:
            await session.sign_in(actor, expires_at)
        session.welcome = Welcome(OwnAccountView.of(account) if account else None, recovered, lost)
        known = session.connection
        return Admission(known.sid, known.secret) if known else Admission()

    def joined(self, socket: Socket) -> None:
        """Replay first, so that the offset of the greeting is one from which everything is live."""
        session: Session = socket.subject
        offset = str(self._recovery.resume(session) or "")
        welcome, session.welcome = session.welcome, None
        assert welcome
        ready = ServerReady(
            now=self._clock.now(),
            version=self._version,
            currency=self._currency,
            account=welcome.account,
            limits=Limits(message_bytes=MESSAGE_BYTES, requests_running=RUNNING, requests_waiting=WAITING),
            recovered=welcome.recovered,
            pid=session.connection.secret if session.connection else None,
        )
        socket.write(frame_of(ready, offset))
        if welcome.lost:
            socket.write(frame_of(ServerResync(rooms=tuple(welcome.lost)), offset))

    def receive(self, socket: Socket, ack_id: bytes, body: bytes) -> None:
        self._dispatcher.receive(socket.subject, ack_id, body)

    def left(self, socket: Socket) -> None:
        self._dismiss(socket.subject)

    def _dismiss(self, session: Session) -> None:
        self._doors.leave(session.socket.address)
        self._recovery.left(session)
        self._sessions.close(session)

    async def _authenticate(self, token: object) -> tuple[Account, Actor, datetime]:
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
            raise Refusal(Code.TOKEN_INVALID)
        claims = self._tokens.read(token)
        standing = await self._rights.standing(claims.account_id, claims.login_id)
        if standing is None or standing[1].revoked:
            raise Refusal(Code.TOKEN_INVALID)
        account, login = standing
        account.refuse_if_banned(self._clock.now())
        return account, account.actor(login.id), claims.expires_at

    # What changes while sockets are open

    async def watch_rights(self) -> None:
        """Judge sockets anew whenever the rights of their account or login change; end those whose token ran out."""
        unjudged: set[Session] = set()
        while True:
            heed_cancellation()
            try:
                changed = await self._rights.changed()
                unjudged.update(self._sessions.concerned(changed.accounts, changed.logins))
                for session in tuple(unjudged):
                    await self._judge(session)
                    unjudged.discard(session)
            except StoreAway as away:
                log.warning("rights cannot be looked at", error=str(away))
            await self._expire()
            await asyncio.sleep(RIGHTS_SECONDS)

    async def _judge(self, session: Session) -> None:
        actor = session.actor
        if actor.account_id is None or actor.login_id is None:
            return
        standing = await self._rights.standing(actor.account_id, actor.login_id)
        if session.actor.login_id != actor.login_id:
            return  # it signed in otherwise meanwhile
        if standing is None or standing[1].revoked:
            await self._end_login(session)
        elif _is_banned(standing[0], self._clock):
            session.socket.close_with(POLICY_VIOLATION)
        elif standing[0].version >= session.actor.version:
            session.actor = standing[0].actor(actor.login_id)
            await session.leave(*[room for room in session.socket.rooms if not room_names.admits(room, session.actor)])

    async def _expire(self) -> None:
        limit = self._clock.now() - GRACE
        for session in tuple(self._sessions.all):
            if session.expires_at and session.expires_at < limit:
                await self._end_login(session)

    async def _end_login(self, session: Session) -> None:
        await session.sign_out()
        session.socket.write(frame_of(AccountExpired()))

    # The end

    async def drain(self, seconds: float) -> None:
        """Take nobody new, send everybody elsewhere, let requests under way finish, then hang up in small steps."""
        self._doors.draining = True
        self._tell_all(ServerDraining(retry_after=RECONNECT_SECONDS))
        deadline = asyncio.get_running_loop().time() + seconds
        while any(session.running for session in self._sessions.all):
            if asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(0.05)
        sockets = tuple(self._server.eio.sockets.values())
        step = max(1, len(sockets) // HANG_UP_STEPS)
        for number, socket in enumerate(sockets, start=1):
            socket.close_with(GOING_AWAY)
            if number % step == 0 and number > 1:
                await asyncio.sleep(HANG_UP_SECONDS / HANG_UP_STEPS)

    def _tell_all(self, push: Push) -> None:
        frame = frame_of(push)
        for session in tuple(self._sessions.all):
            session.socket.write(frame)


def _check_protocol(auth: Mapping[str, Any]) -> None:
    if auth.get("protocol", PROTOCOL) != PROTOCOL:
        raise Refusal(Code.UPGRADE_REQUIRED)


def _is_banned(account: Account, clock: Clock) -> bool:
    return account.ban is not None and account.ban.holds(clock.now())


def _refused(no: Refusal) -> Refused:
    data: dict[str, object] = {"code": no.code.value}
    if no.retry_after is not None:
        data["retry_after"] = no.retry_after
    return Refused(no.message, data)
