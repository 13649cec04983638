"""The wire shapes of the session."""

from handlers.contract import Maybe, Wire
from handlers.shapes import Identifier, Moment


class Now(Wire):
    """The server's clock, which decides every deadline."""

    now: Moment


class OneAccount(Wire):
    account_id: Identifier


class PresenceView(Wire):
    """A hint, up to a minute old; `last_seen` is there for those who are away and were seen within 30 days."""

    account_id: str
    online: bool
    last_seen: Maybe[Moment] = None
