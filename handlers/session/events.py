"""What a client may ask about the session."""

from handlers.contract import Call, Empty, event, per_socket
from handlers.session import actions
from handlers.session.payloads import Now, OneAccount, PresenceView
from models.actor import anyone


@event("server:time", who=anyone, limit=per_socket(120, seconds=60))
def time(call: Call[Empty]) -> Now:
    """The server's clock: half the round trip later it is what a countdown should run on."""
    return Now(now=actions.now(call.shop))


@event("presence:watch", who=anyone, limit=per_socket(120, seconds=60))
async def watch_presence(call: Call[OneAccount]) -> PresenceView:
    """Whether somebody is online, and from now on when he comes and goes."""
    presence = await actions.watch_presence(call.body.account_id, call.line, call.shop)
    last_seen = None if presence.online else presence.last_seen
    return PresenceView(account_id=call.body.account_id, online=presence.online, last_seen=last_seen)


@event("presence:unwatch", who=anyone, limit=per_socket(120, seconds=60))
async def unwatch_presence(call: Call[OneAccount]) -> Empty:
    """Hear no more of somebody's coming and going."""
    await actions.unwatch_presence(call.body.account_id, call.line)
    return Empty()
