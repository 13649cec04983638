"""What the server says about the connection unasked."""

from handlers.accounts.payloads import OwnAccountView
from handlers.contract import Maybe, Push, Traffic, Wire
from handlers.shapes import Moment


class Limits(Wire):
    """What a client should stay below."""

    message_bytes: int
    requests_running: int
    requests_waiting: int


class ServerReady(Push, name="server:ready", traffic=Traffic.VOLATILE):
    """The connection stands; `recovered` tells whether everything missed was replayed before."""

    now: Moment
    version: str
    currency: str
    account: OwnAccountView | None
    limits: Limits
    recovered: bool
    pid: Maybe[str] = None
    """For clients that do not take it from the connection itself: show it with the last offset to come back."""


class ServerSync(Push, name="server:sync", traffic=Traffic.VOLATILE):
    """Nothing happened for a while; it keeps the recovery offset fresh."""

    now: Moment


class ServerResync(Push, name="server:resync", traffic=Traffic.VOLATILE):
    """What happened in these rooms meanwhile is not known whole: fetch them anew."""

    rooms: tuple[str, ...]


class PresenceChanged(Push, name="presence:changed", traffic=Traffic.VOLATILE):
    """Somebody you watch came online or went; `last_seen` is there for those who are away."""

    account_id: str
    online: bool
    last_seen: Maybe[Moment] = None


class ServerDraining(Push, name="server:draining", traffic=Traffic.VOLATILE):
    """This process is about to stop: connect again after so many seconds."""

    retry_after: float
