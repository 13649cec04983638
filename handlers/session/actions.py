"""What the session answers itself."""

from datetime import datetime

from handlers.ports import Line, Presence, Shop
from models import rooms
from models.ids import AccountId


def now(shop: Shop) -> datetime:
    return shop.clock.now()


async def watch_presence(account_id: str, line: Line, shop: Shop) -> Presence:
    """Join first, look afterwards."""
    await line.join(rooms.presence(AccountId(account_id)))
    return await shop.presences.look(AccountId(account_id))


async def unwatch_presence(account_id: str, line: Line) -> None:
    await line.leave(rooms.presence(AccountId(account_id)))
