"""Delivers notices as Alipay does, again and again until the answer is exactly `success`; and goes wrong on demand."""

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.sandbox.book import Book, Queued, Trade
from server.sandbox.keys import SELLER_ID
from server.settings import SANDBOX_APP_ID
from server.stores.payments import signing, wording
from server.tasks import Tasks, heed_cancellation

log = structlog.get_logger(__name__)

PAUSES = (240, 600, 600, 3_600, 7_200, 21_600, 54_000)
"""Seconds between deliveries that nobody acknowledged: 4 min, 10 min, 10 min, 1 h, 2 h, 6 h, 15 h."""
_ANSWER_SECONDS = 10
_LONGEST_SLEEP = 60.0
FORGERIES: Mapping[str, Mapping[str, str]] = {
    "signature": {"sign": "AAAA"},
    "weak_signature": {"sign_type": "RSA"},
    "amount": {"total_amount": "0.01"},
    "application": {"app_id": "9000000000000002"},
    "seller": {"seller_id": "2088000000000002"},
    "number": {"out_trade_no": "nobody_1"},
}
"""What each forgery changes after the notice was signed; `resigned` ones are signed again with the right key."""


@dataclass(slots=True)
class Faults:
    """What goes wrong from now on; counts are used up one by one.

    `duplicate`: copies of each notice, all at once. `delay`: seconds before a first delivery. `reorder`: the newest
    first, once a second one waits. `forge`: each notice is preceded by all forgeries of it. `drop`: so many deliveries
    never arrive. `lose_acks`: so many `success` are not heard. `lose_replies`: so many calls are done, not answered.
    """

    duplicate: int = 1
    delay: float = 0.0
    reorder: bool = False
    forge: bool = False
    drop: int = 0
    lose_acks: int = 0
    lose_replies: int = 0


class Notices:
    """The queue of the book, worked off in the background."""

    def __init__(
        self, book: Book, key: RSAPrivateKey, factor: float, http: aiohttp.ClientSession, tasks: Tasks
    ) -> None:
        self._book, self._key, self._factor, self._http, self._tasks = book, key, factor, http, tasks
        self._more = asyncio.Event()
        self._under_way: set[str] = set()
        self.faults = Faults()

    def tell(self, trade: Trade, **more: str) -> None:
        """Queue a notice of how a trade stands now; without an address nobody is told."""
        if trade.notify_url:
            self._book.queue(trade, notice_of(trade, **more), time.time() + self.faults.delay)
            self._more.set()

    async def run(self) -> None:
        while True:
            heed_cancellation()
            due = [notice for notice in self._book.queued(time.time()) if notice.id not in self._under_way]
            if self.faults.reorder:
                due = due[::-1] if len(due) > 1 else []
            for notice in due:
                self._under_way.add(notice.id)
                delivery = self._deliver(notice)
                if self.faults.reorder:
                    await delivery
                else:
                    self._tasks.spawn(delivery, "notice")
            await self._sleep()

    async def _sleep(self) -> None:
        """Until the next one is due, or a new one comes."""
        self._more.clear()
        next_at = self._book.next_notice()
        pause = _LONGEST_SLEEP if next_at is None else min(max(next_at - time.time(), 0.05), _LONGEST_SLEEP)
        try:
            async with asyncio.timeout(pause):
                await self._more.wait()
        except TimeoutError:
            return

    async def _deliver(self, notice: Queued) -> None:
        try:
            heard = await self._send(notice)
            if heard:
                self._book.delivered(notice)
                return
            again = notice.tries < len(PAUSES)
            self._book.missed(notice, time.time() + PAUSES[notice.tries] * self._factor if again else None)
        finally:
            self._under_way.discard(notice.id)
            self._more.set()

    async def _send(self, notice: Queued) -> bool:
        """Whether any copy was acknowledged, and that was heard."""
        if self.faults.drop > 0:
            self.faults.drop -= 1
            return False
        if self.faults.forge:
            for kind in FORGERIES:
                await self.post(notice.url, self.forged(notice.fields, kind))
        signed = signing.signed_notice(self._key, notice.fields)
        answers = await asyncio.gather(*(self.post(notice.url, signed) for _ in range(max(self.faults.duplicate, 1))))
        if "success" in answers and self.faults.lose_acks > 0:
            self.faults.lose_acks -= 1
            return False
        return "success" in answers

    def forged(self, fields: Mapping[str, str], kind: str) -> dict[str, str]:
        """A notice that must not have an effect: changed after it was signed."""
        return {**signing.signed_notice(self._key, fields), **FORGERIES[kind]}

    def signed(self, fields: Mapping[str, str]) -> dict[str, str]:
        return signing.signed_notice(self._key, fields)

    async def post(self, url: str, fields: Mapping[str, str]) -> str:
        """The body of the answer; empty when there was none."""
        timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
        try:
            async with self._http.post(url, data=fields, timeout=timeout, allow_redirects=False) as answer:
                text = await answer.text()
                return text if answer.status == 200 else f"{answer.status} {text}"
        except (aiohttp.ClientError, TimeoutError, OSError) as away:
            log.info("notice not delivered", url=url, problem=type(away).__name__)
            return ""


def notice_of(trade: Trade, **more: str) -> dict[str, str]:
    """How a trade stands, as a notice says it."""
    now = wording.moment(datetime.now(UTC))
    return {
        "notify_type": "trade_status_sync",
        "notify_id": secrets.token_hex(17),
        "notify_time": now,
        "app_id": SANDBOX_APP_ID,
        "seller_id": SELLER_ID,
        "charset": "utf-8",
        "version": "1.0",
        "out_trade_no": trade.number,
        "trade_no": trade.provider_number,
        "trade_status": trade.state,
        "total_amount": wording.decimal(trade.amount, trade.currency),
        "subject": trade.subject,
        "buyer_id": "2088000000000099",
        "a_field_of_tomorrow": "新",
        **({"gmt_payment": wording.moment(datetime.fromtimestamp(trade.paid_at, UTC))} if trade.paid_at else {}),
        **more,
    }
