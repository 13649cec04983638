"""The unit of work of one request: what it will write, say and do, staged until it has ended well."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, NamedTuple, Protocol

from models.account import Account, Login
from models.auction import PlacedBid, Retraction
from models.audit import AuditEntry
from models.case import Case
from models.errors import Code
from models.ledger import Entry
from models.listing import Listing
from models.media import Media
from models.offer import Offer
from models.order import Order
from models.payment import HeardNotice, Payment
from models.stock import Move

Entity = (
    Account | Login | Listing | PlacedBid | Retraction | Media | Case | AuditEntry | Order | Offer
    | Payment | HeardNotice | Entry
)  # fmt: skip


class Sayable(Protocol):
    """A declared push."""

    name: ClassVar[str]

    def model_dump_json(self) -> str: ...


class Say(NamedTuple):
    """A push and the rooms that hear it; a socket in several of them hears it once."""

    rooms: tuple[str, ...]
    push: Sayable


class Answer(NamedTuple):
    """What a repeat of a request is to be answered, with the hash of its body: kept in what the request inserts."""

    body_hash: str
    reply: bytes


class Insert(NamedTuple):
    """A new document. A unique key that is in use is refused with `taken`; without one the request runs again."""

    entity: Entity
    says: tuple[Say, ...]
    taken: Code | None
    answer: Answer | None = None
    """Of one among several requests that are decided together; else the request's own is kept."""


class Save(NamedTuple):
    """A changed document: written only if the stored version is the one before the entity's."""

    entity: Entity
    says: tuple[Say, ...]
    rights: bool
    """Whether open sockets must be judged anew: roles, ban or login have changed."""
    before: datetime | None = None
    """A moment that must be still to come by the database's clock."""
    not_before: datetime | None = None
    """A moment that must have passed by the database's clock."""


class Deal(NamedTuple):
    """A new or changed order with what becomes of the units it is about: written together, or neither.

    The move is made with the listing as it is when this is written; `tells` says what the listing says of it. `due`:
    only if the order's timer has run out by the database's clock.
    """

    entity: Order
    says: tuple[Say, ...]
    move: Move
    tells: Callable[[Listing, Listing], Sequence[Say]]
    due: bool


Write = Insert | Save | Deal


@dataclass(slots=True)
class Work:
    """What one request will write, say and do: nothing happens before `run` has ended well, then all of it at once.

    `key` is the id of what a request makes that must have one effect: every repeat of the request has the same.
    """

    key: str = ""
    writes: list[Write] = field(default_factory=list)
    says: list[Say] = field(default_factory=list)
    effects: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    regrets: list[Callable[[], None]] = field(default_factory=list)
    parts: list["Work"] = field(default_factory=list)

    def insert(self, entity: Entity, *says: Say, taken: Code | None = None, answer: Answer | None = None) -> None:
        self.writes.append(Insert(entity, says, taken, answer))

    def save(
        self,
        entity: Entity,
        *says: Say,
        rights: bool = False,
        before: datetime | None = None,
        not_before: datetime | None = None,
    ) -> None:
        self.writes.append(Save(entity, says, rights, before, not_before))

    def deal(
        self,
        order: Order,
        says: Sequence[Say],
        move: Move,
        tells: Callable[[Listing, Listing], Sequence[Say]],
        *,
        due: bool = False,
    ) -> None:
        self.writes.append(Deal(order, tuple(says), move, tells, due))

    def tell(self, push: Sayable, *rooms: str) -> None:
        """Say something that belongs to no document; it is lost when this process dies before saying it."""
        self.says.append(Say(rooms, push))

    def afterwards(self, effect: Callable[[], Awaitable[None]]) -> None:
        """Do something that is no write once the writes are safe."""
        self.effects.append(effect)

    def otherwise(self, regret: Callable[[], None]) -> None:
        """How to take something back that was done already, should the writes certainly not be done."""
        self.regrets.append(regret)

    def take_back(self) -> None:
        """The writes were certainly not done. What is done or past is let go of: it may know who knows this work."""
        self.effects.clear()
        while self.regrets:
            self.regrets.pop()()

    async def follow_up(self) -> None:
        """The writes are safe. Here too nothing is held on to: circles of objects wait for the garbage collector."""
        self.regrets.clear()
        while self.effects:
            await self.effects.pop(0)()

    def part(self) -> "Work":
        """Of a job: a unit of its own that is written or not, whatever becomes of the others."""
        self.parts.append(part := Work())
        return part
