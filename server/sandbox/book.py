"""The sandbox's own book: trades, refunds and notices in SQLite, so that a killed gateway forgets nothing."""

import json
import secrets
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_TABLES = """
create table if not exists trades (
    number text primary key, provider_number text unique not null, subject text not null, amount integer not null,
    currency text not null, state text not null, expires_at real not null, notify_url text not null,
    opened_at real not null, paid_at real
);
create table if not exists refunds (
    number text not null, request_number text not null, amount integer not null, at real not null,
    primary key (number, request_number)
);
create table if not exists notices (
    id text primary key, number text not null, url text not null, fields text not null, tries integer not null,
    next_at real, acked integer not null default 0
);
"""
WAITING, PAID, CLOSED, FINISHED = "WAIT_BUYER_PAY", "TRADE_SUCCESS", "TRADE_CLOSED", "TRADE_FINISHED"


class Refused(Exception):
    """What the gateway does not do, with the code that Alipay has for it."""

    def __init__(self, sub_code: str) -> None:
        super().__init__(sub_code)
        self.sub_code = sub_code


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade; `amount` in minor units, times in seconds."""

    number: str
    provider_number: str
    subject: str
    amount: int
    currency: str
    state: str
    expires_at: float
    notify_url: str
    opened_at: float
    paid_at: float | None


@dataclass(frozen=True, slots=True)
class Movement:
    """A payment, or a refund with its request number and a negative amount."""

    number: str
    provider_number: str
    subject: str
    request_number: str
    amount: int
    currency: str
    at: float


@dataclass(frozen=True, slots=True)
class Queued:
    """A notice that has to be delivered; `tries` counts those that were not acknowledged."""

    id: str
    url: str
    fields: Mapping[str, str]
    tries: int
    next_at: float


class Book:
    """Every change is one transaction; times are this machine's."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(file)
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma journal_mode = wal")
        self._db.executescript(_TABLES)

    def close_file(self) -> None:
        self._db.close()

    def open(self, number: str, subject: str, amount: int, currency: str, expires_at: float, notify_url: str) -> Trade:
        """The buyer is at the cashier; a trade that exists stays as it is."""
        provider_number = f"{datetime.now(UTC):%Y%m%d}{secrets.randbelow(10**20):020d}"
        row = (number, provider_number, subject, amount, currency, WAITING, expires_at, notify_url, time.time())
        with self._db:
            self._db.execute("insert or ignore into trades values (?, ?, ?, ?, ?, ?, ?, ?, ?, null)", row)
        return self.trade(number)

    def find(self, number: str) -> Trade | None:
        """The trade as it stands now: one that nobody paid in time is closed."""
        with self._db:
            self._db.execute(
                "update trades set state = ? where number = ? and state = ? and expires_at <= ?",
                (CLOSED, number, WAITING, time.time()),
            )
        row = self._db.execute("select * from trades where number = ?", (number,)).fetchone()
        return Trade(**dict(row)) if row else None

    def trade(self, number: str) -> Trade:
        trade = self.find(number)
        if trade is None:
            raise Refused("ACQ.TRADE_NOT_EXIST")
        return trade

    def pay(self, number: str, *, late: bool = False) -> Trade:
        """The buyer pays; `late` takes the money although the trade is closed, as a bank that was slow would."""
        trade = self.trade(number)
        if trade.paid_at or (trade.state != WAITING and not late):
            raise Refused("ACQ.TRADE_HAS_SUCCESS" if trade.paid_at else "ACQ.TRADE_HAS_CLOSE")
        return self._become(trade, PAID, paid_at=time.time())

    def close(self, number: str) -> Trade:
        trade = self.trade(number)
        if trade.paid_at:
            raise Refused("ACQ.TRADE_HAS_SUCCESS")
        if trade.state != WAITING:
            raise Refused("ACQ.TRADE_STATUS_ERROR")
        return self._become(trade, CLOSED)

    def finish(self, number: str) -> Trade:
        """A year later: nothing can be refunded any more."""
        return self._become(self.trade(number), FINISHED)

    def refund(self, number: str, request_number: str, amount: int) -> bool:
        """Whether this call moved money; a repeat does not."""
        trade = self.trade(number)
        done = self.refunds(number)
        if request_number in done:
            if done[request_number] != amount:
                raise Refused("ACQ.DISCORDANT_REPEAT_REQUEST")
            return False
        if trade.state == FINISHED:
            raise Refused("ACQ.TRADE_HAS_FINISHED")
        if trade.state != PAID or amount <= 0:
            raise Refused("ACQ.TRADE_STATUS_ERROR")
        if sum(done.values()) + amount > trade.amount:
            raise Refused("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
        with self._db:
            self._db.execute("insert into refunds values (?, ?, ?, ?)", (number, request_number, amount, time.time()))
            if sum(done.values()) + amount == trade.amount:
                self._db.execute("update trades set state = ? where number = ?", (CLOSED, number))
        return True

    def refunds(self, number: str) -> dict[str, int]:
        rows = self._db.execute("select request_number, amount from refunds where number = ?", (number,))
        return {row["request_number"]: row["amount"] for row in rows}

    def movements(self, since: float = 0.0, until: float = float("inf")) -> Sequence[Movement]:
        """Money that came and went, in the order of time."""
        rows = self._db.execute(
            "select number, provider_number, subject, '' request_number, amount, currency, paid_at at from trades "
            "where paid_at >= ? and paid_at < ? union all "
            "select number, provider_number, subject, request_number, -refunds.amount, currency, at from refunds "
            "join trades using (number) where at >= ? and at < ? order by at",
            (since, until, since, until),
        )
        return [Movement(**dict(row)) for row in rows]

    def queue(self, trade: Trade, fields: Mapping[str, str], at: float) -> None:
        """A notice to deliver from a moment on."""
        row = (fields["notify_id"], trade.number, trade.notify_url, json.dumps(fields), 0, at)
        with self._db:
            self._db.execute("insert into notices values (?, ?, ?, ?, ?, ?, 0)", row)

    def queued(self, until: float) -> Sequence[Queued]:
        rows = self._db.execute(
            "select id, url, fields, tries, next_at from notices where next_at <= ? order by next_at", (until,)
        )
        return [Queued(row["id"], row["url"], json.loads(row["fields"]), row["tries"], row["next_at"]) for row in rows]

    def next_notice(self) -> float | None:
        """When the next notice is due."""
        at: float | None = self._db.execute("select min(next_at) from notices").fetchone()[0]
        return at

    def delivered(self, notice: Queued) -> None:
        self._set_notice(notice, "next_at = null, acked = 1", ())

    def missed(self, notice: Queued, next_at: float | None) -> None:
        """Not acknowledged: once more at that time, or never again."""
        self._set_notice(notice, "tries = tries + 1, next_at = ?", (next_at,))

    def held(self, notice: Queued, until: float) -> None:
        """Not now."""
        self._set_notice(notice, "next_at = ?", (until,))

    def notices(self) -> Sequence[Mapping[str, Any]]:
        return [dict(row) for row in self._db.execute("select id, number, tries, next_at, acked from notices")]

    def _set_notice(self, notice: Queued, what: str, values: tuple[float | None, ...]) -> None:
        with self._db:
            self._db.execute(f"update notices set {what} where id = ?", (*values, notice.id))  # noqa: S608

    def _become(self, trade: Trade, state: str, paid_at: float | None = None) -> Trade:
        with self._db:
            self._db.execute(
                "update trades set state = ?, paid_at = coalesce(paid_at, ?) where number = ?",
                (state, paid_at, trade.number),
            )
        return self.trade(trade.number)
