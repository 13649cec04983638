"""Recorded auctions, read from CSV."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

COLUMNS = ("auctionid", "bid", "bidtime", "bidder", "openbid")
_CENT = Decimal("0.01")


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
            return parse(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise Unreadable(f"{path}: {problem}") from problem


def parse(rows: Iterable[Mapping[str, str | None]]) -> list[RecordedAuction]:
    """Columns beyond those that are needed are ignored."""
    auctions: dict[str, RecordedAuction] = {}
    for number, row in enumerate(rows, start=2):
        if missing := [name for name in COLUMNS if row.get(name) is None]:
            raise Unreadable(f"line {number}: no {', '.join(missing)}")
        given = {name: (row[name] or "").strip() for name in COLUMNS}
        try:
            bid = RecordedBid(given["bidder"], _cents(given["bid"]), _number(given["bidtime"]))
            opened = _cents(given["openbid"])
        except InvalidOperation as problem:
            raise Unreadable(f"line {number}: bid, bidtime and openbid are numbers") from problem
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
    return int(_number(text).quantize(_CENT) * 100)
