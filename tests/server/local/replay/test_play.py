"""Playing recorded auctions on a market: in order, through the real events, until the worker has closed them."""

from decimal import Decimal
from pathlib import Path

from server.local.replay.play import play
from server.local.replay.records import RecordedAuction, RecordedBid
from server.local.replay.stage import Stage
from server.settings import Settings
from tests.support import market as markets


def recorded(name: str, *bids: tuple[str, int], opened: int = 10_00) -> RecordedAuction:
    return RecordedAuction(name, opened, [RecordedBid(who, cents, Decimal(n)) for n, (who, cents) in enumerate(bids)])


async def test_each_auction_ends_as_the_rules_have_it(settings: Settings, tmp_path: Path) -> None:
    dollars = settings.model_copy(update={"currency": "USD"})
    market = await markets.start(dollars, tmp_path, SOUK_CURRENCY="USD")
    record = [
        recorded("tie", ("ann", 50_00), ("ben", 20_00), ("cy", 50_00), ("dan", 50_25)),
        recorded("raise", ("ann", 50_00), ("dan", 60_00), ("dan", 90_00)),
        recorded("nobody", ("ann", 9_99)),
        recorded("alone", ("ann", 9_99), opened=9_99),
        recorded("free", ("ann", 9_99), ("ben", -5), opened=0),
    ]
    told: list[str] = []
    try:
        outcomes = [it async for it in play(record, Stage(market.url, dollars), told.append)]
    finally:
        await markets.stop(market)
    assert outcomes == [("tie", "50.00"), ("raise", "51.00"), ("nobody", "-"), ("alone", "9.99"), ("free", "0.01")]
    assert told[-1] == "5 of 5 auctions are over"
