"""The comparison of our ledger with the provider's bill: what differs is an alarm, what we missed is taken up."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from handlers.money import Alarm
from handlers.payments import following
from handlers.ports import Shop
from handlers.provider import BillLine, Standing
from models.errors import Refusal
from models.ledger import GATEWAY, Entry, EntryKind
from models.payment import TradeState

SETTLED_AFTER = timedelta(minutes=10)
"""What is younger may be on its way from one book into the other."""
PROVIDER_TIME = timezone(timedelta(hours=8))
"""The bill of a day is that of a day in China."""

Movement = tuple[str, str]
"""A trade, and the request number of a refund of it."""


async def compare_books(shop: Shop) -> None:
    """Yesterday's bill and today's against everything we have of the same trades."""
    alarms = {Alarm.PAYMENTS_DEAD: await shop.till.payments.count_dead()}
    now = shop.clock.now()
    theirs = await _bill(shop, now)
    if theirs is not None:
        numbers = {line.number for line in theirs.values()}
        ours = _movements([*await shop.till.ledger.of_trades(numbers)])
        missing = [line for movement, line in theirs.items() if movement not in ours and not line.request_number]
        taken_up = [await _take_up(line, shop) for line in missing]
        recent = await shop.till.ledger.between(_start(now), now - SETTLED_AFTER)
        alarms |= {
            Alarm.PAID_THERE_NOT_HERE: taken_up.count(False),
            Alarm.PAID_HERE_NOT_THERE: len(_movements([*recent]).keys() - theirs.keys()),
            Alarm.AMOUNT_DIFFERS: sum(ours[key] != theirs[key].amount for key in ours.keys() & theirs.keys()),
        }
    for alarm, count in alarms.items():
        shop.till.alarms.set(alarm, count)


async def _bill(shop: Shop, now: datetime) -> Mapping[Movement, BillLine] | None:
    """None while the provider does not answer: nothing is known then, and nothing is wrong."""
    today = now.astimezone(PROVIDER_TIME).date()
    try:
        lines = [*await shop.till.provider.bill(today - timedelta(days=1)), *await shop.till.provider.bill(today)]
    except Refusal:
        return None
    return {(line.number, line.request_number): line for line in lines}


def _start(now: datetime) -> datetime:
    """From when on both books can be compared: the beginning of the first bill, and what was on its way then."""
    yesterday = now.astimezone(PROVIDER_TIME) - timedelta(days=1)
    return yesterday.replace(hour=0, minute=0, second=0, microsecond=0) + SETTLED_AFTER


def _movements(entries: list[Entry]) -> dict[Movement, int]:
    """What our ledger says was moved at the provider."""
    refunds = (EntryKind.REFUND, EntryKind.SURPLUS_REFUND)
    return {(entry.trade, entry.reference if entry.kind in refunds else ""): entry.legs[GATEWAY] for entry in entries}


async def _take_up(line: BillLine, shop: Shop) -> bool:
    """A payment of which no notice came and nobody asked: it is one of ours, and is settled now."""
    payment = await shop.till.payments.find_by_trade(line.number)
    if payment is None:
        return False
    if payment.trade(line.number).state is TradeState.PAID:
        return True
    try:
        report = await shop.till.provider.query(line.number)
        if report.standing is Standing.PAID:
            await following.settle(payment.id, line.number, report, shop)
    except Refusal:
        return False
    return report.standing is Standing.PAID
