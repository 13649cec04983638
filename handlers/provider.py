"""The port to whoever moves the money: pages to pay on, questions, refunds, and notices that nobody asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from models.ids import TradeNumber
from models.money import Money


class Standing(StrEnum):
    """How a trade stands at the provider."""

    UNKNOWN = "unknown"
    """Not yet opened by the buyer: it may still be paid by a page that is open."""
    WAITING = "waiting"
    PAID = "paid"
    CLOSED = "closed"
    """Not payable any more; also what was paid and wholly given back."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What a buyer is to pay until when, and where he is sent afterwards."""

    number: TradeNumber
    amount: Money
    subject: str
    expires_at: datetime
    return_path: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the provider says of a trade; `provider_number` and `amount` only where it knows the trade."""

    standing: Standing
    provider_number: str = ""
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """An authentic notice about us; `report` is None where it tells of a refund, or of nothing that matters."""

    id: str
    number: TradeNumber
    report: Report | None


@dataclass(frozen=True, slots=True)
class BillLine:
    """One movement in the provider's book: positive came in, negative went back."""

    number: TradeNumber
    provider_number: str
    request_number: str
    """Of a refund; empty for a payment."""
    amount: int


class Provider(Protocol):
    """Whatever goes over the network refuses with `unavailable` when the outcome is unknown; asking again is safe."""

    def cashier_url(self, charge: Charge) -> str:
        """Where the buyer pays; nothing is asked of the provider for it. Refuses with `unavailable` without keys."""
        ...

    def read_notice(self, form: Mapping[str, str]) -> Notice:
        """Refuses with `notice_forged` what the provider has not signed or is not meant for this market."""
        ...

    async def query(self, number: TradeNumber) -> Report: ...

    async def close(self, number: TradeNumber) -> Standing:
        """Make a trade unpayable: CLOSED, PAID if it was too late, or UNKNOWN if there was none to close."""
        ...

    async def refund(self, number: TradeNumber, request_number: str, amount: Money) -> None:
        """Give back once under this request number. Refuses with `payment_refused`."""
        ...

    async def bill(self, day: date) -> Sequence[BillLine]:
        """What the provider moved on a day of its own calendar."""
        ...
