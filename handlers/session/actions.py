"""What the session answers itself."""

from datetime import datetime

from handlers.ports import Shop


def now(shop: Shop) -> datetime:
    return shop.clock.now()
