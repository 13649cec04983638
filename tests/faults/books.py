"""Whether orders and stock are as they must be, whatever happened: judged by what clients were told and what is stored.

Each check returns what it found wrong, in sentences; none asks the code that it judges.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.order_flow import EDGES

Document = Mapping[str, Any]


@dataclass(slots=True)
class Told:
    """One request as its client saw it: every answer it got, `None` for those that never came."""

    request_id: str
    answers: list[Any] = field(default_factory=list)

    @property
    def order_id(self) -> str | None:
        """The order that an ack spoke of."""
        ids = [answer["data"]["order"]["id"] for answer in self.answers if answer and answer["ok"]]
        return ids[0] if ids else None

    @property
    def unknown(self) -> bool:
        """It may have happened without anybody being told."""
        return not self.order_id and None in self.answers


def everything(told: Sequence[Told], orders: Sequence[Document], listings: Sequence[Document]) -> list[str]:
    """All that is wrong."""
    return [
        *acked_is_stored(told, orders),
        *one_effect(told),
        *units(orders, listings),
        *walks(orders),
        *alone(orders),
    ]


def acked_is_stored(told: Sequence[Told], orders: Iterable[Document]) -> list[str]:
    """What was acked is there, and nothing is there that nobody asked for."""
    stored, acked = {it["_id"] for it in orders}, {it.order_id for it in told if it.order_id}
    unheard = len(stored - acked) - sum(it.unknown for it in told)
    wrong = [f"acked and lost: {order_id}" for order_id in sorted(acked - stored)]
    return [*wrong, f"{unheard} orders that nobody was told of"] if unheard > 0 else wrong


def one_effect(told: Iterable[Told]) -> list[str]:
    """All good answers to one request are the same, and no two requests share an order."""
    wrong = []
    for it in told:
        good = [answer for answer in it.answers if answer and answer["ok"]]
        if any(answer != good[0] for answer in good):
            wrong.append(f"different answers to {it.request_id}")
    shared = Counter(it.order_id for it in told if it.order_id)
    return [*wrong, *(f"one order for {count} requests: {order_id}" for order_id, count in shared.items() if count > 1)]


def units(orders: Iterable[Document], listings: Iterable[Document]) -> list[str]:
    """Nothing is sold twice, and counters say what orders claim."""
    held, sold = Counter[str](), Counter[str]()
    for it in orders:
        counter = {"held": held, "sold": sold}.get(it["hold"]["state"])
        if counter is not None:
            counter[it["item"]["id"]] += it["quantity"]
    wrong = []
    for it in listings:
        claimed = held[it["_id"]] + sold[it["_id"]]
        if claimed > it["stock"]:
            wrong.append(f"sold twice: {claimed} of {it['stock']} of {it['_id']}")
        if (it["available"], it["sold"]) != (it["stock"] - claimed, sold[it["_id"]]):
            wrong.append(f"counters of {it['_id']} are {it['available']}, {it['sold']} with {claimed} claimed")
    return wrong


def alone(orders: Iterable[Document]) -> list[str]:
    """A single item has one order that claims it."""
    claims = Counter(it["item"]["id"] for it in orders if it["item"]["single"] and it["claims"])
    return [f"{count} orders claim {listing_id}" for listing_id, count in claims.items() if count > 1]


def walks(orders: Iterable[Document]) -> list[str]:
    """Histories follow the table without a gap and end where the order is."""
    known = {(edge.source.value if edge.source else None, edge.step.value, edge.target.value) for edge in EDGES}
    wrong = []
    for it in orders:
        place = None
        for entry in it["history"]:
            if entry["from"] != place or (entry["from"], entry["step"], entry["to"]) not in known:
                wrong.append(f"{it['_id']} went from {place} by {entry}")
            place = entry["to"]
        if place != it["state"]:
            wrong.append(f"{it['_id']} is {it['state']} and went to {place}")
    return wrong
