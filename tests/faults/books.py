"""Whether orders, stock and money are as they must be: judged by what clients were told and by what is stored.

Each check returns what it found wrong, in sentences; none asks the code that it judges.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from models.order_flow import EDGES
from tests.faults.history import Operation, Returned, Seen, Taken, unexplained
from tests.support.raw import RawClient

Document = Mapping[str, Any]

UNKNOWN = {"unconfirmed", "timeout"}
"""Refusals that leave open what was done."""
LATER = {*UNKNOWN, "unavailable"}
"""Refusals after which one asks again."""
GATEWAY = "gateway"


@dataclass(slots=True)
class Told:
    """One request as its client saw it: every answer it got, `None` for those that never came, and when.

    `begun` is when it was first asked, `ended` when it was first answered well: its effect lies in between.
    """

    event: str
    body: Mapping[str, Any]
    answers: list[Any] = field(default_factory=list)
    begun: float = 0.0
    ended: float = inf

    async def ask(self, client: RawClient) -> Any:
        """Once, or once more; gives the ack."""
        self.begun = self.begun or time.monotonic()
        answer = None
        try:
            answer = await client.ask(self.event, self.body)
        finally:
            self.answers.append(answer)
        if answer["ok"]:
            self.ended = min(self.ended, time.monotonic())
        return answer

    @property
    def good(self) -> list[Any]:
        """The data of all good answers."""
        return [answer["data"] for answer in self.answers if answer and answer["ok"]]

    @property
    def different(self) -> list[Any]:
        """Each answer that stays, from the first good one on."""
        stays = [it for it in self.answers if it and (it["ok"] or it["error"]["code"] not in LATER)]
        first = next((place for place, it in enumerate(stays) if it["ok"]), len(stays))
        return [it for place, it in enumerate(stays[first:], first) if it not in stays[first:place]]

    @property
    def order(self) -> Document | None:
        """The order that the first good answer spoke of."""
        return self.good[0].get("order") if self.good else None

    @property
    def order_id(self) -> str | None:
        return self.order["id"] if self.order else None

    @property
    def unknown(self) -> bool:
        """It may have happened without anybody being told."""
        refusals = [answer and answer["error"]["code"] for answer in self.answers if not (answer and answer["ok"])]
        return not self.good and any(it is None or it in UNKNOWN for it in refusals)


def everything(told: Sequence[Told], orders: Sequence[Document], listings: Sequence[Document]) -> list[str]:
    """All that is wrong with orders and their units."""
    return [
        *acked_is_stored(told, orders),
        *one_effect(told),
        *units(orders, listings),
        *walks(orders),
        *alone(orders),
        *in_order(told, [*orders, *listings]),
        *(wrong for it in listings for wrong in explained(told, orders, it)),
    ]


def acked_is_stored(told: Iterable[Told], orders: Iterable[Document]) -> list[str]:
    """What was acked is there, and nothing is there that nobody asked for."""
    asked = [it for it in told if it.event == "order:place"]
    stored, acked = {it["_id"] for it in orders}, {it.order_id for it in asked if it.order_id}
    unheard = len(stored - acked) - sum(it.unknown for it in asked)
    wrong = [f"acked and lost: {order_id}" for order_id in sorted(acked - stored)]
    return [*wrong, f"{unheard} orders that nobody was told of"] if unheard > 0 else wrong


def one_effect(told: Iterable[Told]) -> list[str]:
    """From its first good answer on, a request gets no other, and no two requests share an order."""
    once = [it for it in told if "request_id" in it.body]
    wrong = [f"different answers to one {it.event}" for it in once if len(it.different) > 1]
    placed = Counter(it.order_id for it in once if it.event == "order:place" and it.order_id)
    return [*wrong, *(f"one order for {count} requests: {order_id}" for order_id, count in placed.items() if count > 1)]


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


LOOKS = {"order:get", "order:pay", "listing:get"}
"""What shows a thing without making a version of it; a second click on `order:pay` makes none."""


def in_order(told: Iterable[Told], stored: Iterable[Document]) -> list[str]:
    """Each thing is a register: whoever asks later sees no older version, and each step makes one of its own."""
    newest, shown = {it["_id"]: it["version"] for it in stored}, defaultdict[str, list[tuple[Told, Document]]](list)
    for it in told:
        for view in (it.good[0].get(noun) for noun in ("order", "listing")) if it.good else ():
            if view:
                shown[view["id"]].append((it, view))
    wrong = []
    for thing, views in shown.items():
        wrong += [f"{thing} went back from version {one} to {other}" for one, other in _backwards(views)]
        made = Counter(view["version"] for it, view in views if it.event not in LOOKS)
        wrong += [f"{count} steps made version {version} of {thing}" for version, count in made.items() if count > 1]
        latest = max(view["version"] for _, view in views)
        if thing in newest and latest > newest[thing]:
            wrong.append(f"{thing} was shown in version {latest} and is stored in {newest[thing]}")
    return wrong


def told_alike(told: Iterable[Told], pushes: Iterable[tuple[str, Document]]) -> list[str]:
    """Whoever is shown a version of an order is shown the same, and nothing is told that never was (G8)."""
    shown = [it.order for it in told if it.order] + [push["order"] for name, push in pushes if name == "order:changed"]
    stories = defaultdict[tuple[str, int], set[tuple[str, str]]](set)
    for view in shown:
        stories[view["id"], view["version"]].add((view["state"], view["payment"]["state"]))
    different = ((place, sorted(tales)) for place, tales in stories.items() if len(tales) > 1)
    return [f"version {version} of {order_id} is told as {tales}" for (order_id, version), tales in different]


def _backwards(views: Sequence[tuple[Told, Document]]) -> Iterator[tuple[int, int]]:
    """Versions that were known before somebody asked who was shown an older one, or made one that is not newer."""
    known, ended = 0, sorted(((it.ended, view["version"]) for it, view in views), reverse=True)
    for it, view in sorted(views, key=lambda both: both[0].begun):
        while ended and ended[-1][0] < it.begun:
            known = max(known, ended.pop()[1])
        if view["version"] < known + (it.event not in LOOKS):
            yield known, view["version"]


def explained(told: Sequence[Told], orders: Iterable[Document], listing: Document) -> list[str]:
    """One course of events explains all that was told of a listing's units (G1; a linearizable register)."""
    placed = {it.order_id: it for it in told if it.event == "order:place"}
    back = {it.body["order_id"]: it for it in told if it.event == "order:cancel"}
    history: list[Operation[int]] = []
    for it in told:
        if it.body.get("listing_id") == listing["_id"]:
            history += _asked(it)
    for order in orders:
        if order["item"]["id"] != listing["_id"]:
            continue
        came = Returned(order["quantity"])
        begun = placed[order["_id"]].begun if order["_id"] in placed else 0.0
        moment = back.get(order["_id"])
        if order["hold"]["state"] == "released":
            told_so = moment and moment.order and moment.order["state"] == "cancelled"
            history.append(
                Operation(came, moment.begun, moment.ended) if moment and told_so else Operation(came, begun)
            )
        for _ in range(sum(entry["step"] == "order:revive" for entry in order["history"])):
            history += [Operation(came, begun), Operation(Taken(order["quantity"]), begun)]
    end = max((it.ended for it in history if it.ended < inf), default=0.0) + 1
    history.append(Operation.at(Seen(listing["available"]), end))
    stuck = unexplained(history, listing["stock"])
    return [f"no course of events of {listing['_id']} explains {stuck}"] if stuck else []


def _asked(it: Told) -> Iterator[Operation[int]]:
    """What somebody learnt about the units of a listing."""
    if it.event == "order:place" and (it.order_id or it.unknown):
        yield Operation(Taken(it.body.get("quantity", 1)), it.begun, it.ended, sure=not it.unknown)
    elif it.event == "listing:get" and it.good:
        yield Operation(Seen(it.good[0]["listing"]["available"]), it.begun, it.ended)


def money(orders: Iterable[Document], ledger: Iterable[Document], book: Iterable[Document]) -> list[str]:
    """Our ledger is the gateway's book, each order's entries sum to zero, and what is held is what it should be."""
    known: dict[str, list[Document]] = {it["_id"]: [] for it in orders}
    for entry in ledger:
        known[entry["order_id"]].append(entry)
    wrong = [f"{problem} for {order_id}" for order_id, entries in known.items() for problem in _entries(entries)]
    ours = Counter(
        (entry["trade"], entry["reference"] if "refund" in entry["kind"] else "", amount)
        for entries in known.values()
        for entry in entries
        for amount in _legs(entry, GATEWAY)
    )
    theirs = Counter(
        (line["number"], line["request_number"], line["amount"])
        for line in book
        if line["number"].rpartition("_")[0] in known
    )
    wrong += [f"the gateway alone knows of {movement}" for movement in theirs - ours]
    wrong += [f"our ledger alone knows of {movement}" for movement in ours - theirs]
    return wrong


def held(orders: Iterable[Document], ledger: Iterable[Document]) -> list[str]:
    """Once nothing is on its way: the gateway holds what was paid for an order and has not gone back."""
    balances = Counter[str]()
    for entry in ledger:
        balances[entry["order_id"]] += sum(_legs(entry, GATEWAY))
    wrong = []
    for it in orders:
        paid = it["payment"]["state"] in {"paid", "refunding", "refunded"}
        due = sum(it["totals"].values()) - it["payment"]["refunded"] if paid else 0
        if balances[it["_id"]] != due:
            wrong.append(f"{balances[it['_id']]} instead of {due} at the gateway for {it['_id']}, {it['state']}")
    return wrong


def _entries(entries: Sequence[Document]) -> Iterator[str]:
    if len({(it["kind"], it["reference"]) for it in entries}) < len(entries):
        yield "one movement is entered twice"
    if sum(it["kind"] == "payment" for it in entries) > 1:
        yield "two payments count"
    if any(sum(leg["amount"] for leg in it["legs"]) for it in entries):
        yield "an entry does not sum to zero"


def _legs(entry: Document, account: str) -> list[int]:
    return [leg["amount"] for leg in entry["legs"] if leg["account"] == account]
