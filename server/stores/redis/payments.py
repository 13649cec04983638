"""The quick memory of payments in Redis: the newest version of each for a day, and nothing is lost with it."""

from typing import Any

from handlers.money import Mirrored
from models.ids import PaymentId
from models.payment import Payment, PaymentState
from server.seams import StoreAway
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import KEEP_PAYMENT, LOOK_PAYMENT

KEPT_MS = 24 * 3_600_000


class RedisMirror:
    """Implements `money.Mirror`."""

    def __init__(self, scripts: Scripts, keys: Keys) -> None:
        self._scripts, self._keys = scripts, keys

    async def look(self, payment_id: PaymentId) -> Mirrored | None:
        try:
            found: list[Any] = await self._scripts.run(LOOK_PAYMENT, [self._keys.payment(payment_id)], ())
        except StoreAway:
            return None
        return Mirrored(PaymentState(found[0].decode()), found[1].decode()) if found else None

    def keep(self, payment: Payment) -> None:
        arguments = (payment.version, KEPT_MS, payment.state.value, payment.current.cashier_url)
        self._scripts.send(KEEP_PAYMENT, [self._keys.payment(payment.id)], arguments)
