"""Recorded auctions, read from CSV.

A file is taken whole or refused with the line that makes no sense: a result without some of the bids would be wrong.
The opening price is that of an auction's first line. Amounts are rounded to cents, half to even. Who bids is told apart
by name alone, and no name is one, too.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from models.money import LARGEST

COLUMNS = ("auctionid", "bid", "bidtime", "bidder", "openbid")
_CENT = Decimal("0.01")
_LARGEST = LARGEST // 100


class Unreadable(ValueError):
    """The file is no record of auctions; the text says where and why."""


@dataclass(frozen=True, slots=True)
class RecordedBid:
    """`days` are counted from the start of its auction."""

    bidder: str
    cents: int
    days: Decimal


@dataclass(slots=True)
class RecordedAuction:
    """Its bids are in the order of time, those of the same moment in the order of the file."""

    id: str
    open_cents: int
    bids: list[RecordedBid] = field(default_factory=list)


def read(path: Path) -> list[RecordedAuction]:
    """In the order in which they first appear."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return parse(file)
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise Unreadable(f"{path}: {problem}") from problem


def parse(lines: Iterable[str]) -> list[RecordedAuction]:
    """Columns beyond those that are needed are ignored, and so are blank lines."""
    auctions: dict[str, RecordedAuction] = {}
    rows = csv.DictReader(lines)
    rows.fieldnames = [name.strip() for name in rows.fieldnames or ()]
    if missing := [name for name in COLUMNS if name not in rows.fieldnames]:
        raise Unreadable(f"line 1: no column {', '.join(missing)}")
    for row in rows:
        if missing := [name for name in COLUMNS if row[name] is None]:
            raise Unreadable(f"line {rows.line_num}: no {', '.join(missing)}")
        given = {name: row[name].strip() for name in COLUMNS}
        if not given["auctionid"]:
            raise Unreadable(f"line {rows.line_num}: no auctionid")
        try:
            bid = RecordedBid(given["bidder"], _cents(given["bid"]), _number(given["bidtime"]))
            opened = _cents(given["openbid"])
        except InvalidOperation as problem:
            raise Unreadable(
                f"line {rows.line_num}: bid, bidtime and openbid are numbers, and no amount is above {_LARGEST:,}"
            ) from problem
        auctions.setdefault(given["auctionid"], RecordedAuction(given["auctionid"], opened)).bids.append(bid)
    for auction in auctions.values():
        auction.bids.sort(key=lambda bid: bid.days)
    return list(auctions.values())


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise InvalidOperation
    return number


def _cents(text: str) -> int:
    amount = _number(text).quantize(_CENT)
    if amount > _LARGEST:
        raise InvalidOperation
    return int(amount * 100)
