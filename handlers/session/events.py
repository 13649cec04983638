"""What a client may ask about the session."""

from handlers.contract import Call, Empty, event, per_socket
from handlers.session import actions
from handlers.session.payloads import Now
from models.actor import anyone


@event("server:time", who=anyone, limit=per_socket(120, seconds=60))
def time(call: Call[Empty]) -> Now:
    """The server's clock: half the round trip later it is what a countdown should run on."""
    return Now(now=actions.now(call.shop))
