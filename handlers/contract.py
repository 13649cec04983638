"""Declarations that every area shares: events, jobs, reactions, pushes, limits and the base of payloads. No I/O."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from types import ModuleType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Generic,
    Protocol,
    TypeVar,
    get_args,
    get_type_hints,
    overload,
)

import orjson
from pydantic import BaseModel, ConfigDict, Field

from handlers.ports import Entity, Line, Shop
from models.actor import Actor, Who


@lru_cache(maxsize=4096)
def rfc3339(moment: datetime) -> str:
    """A moment as it travels: UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


class Wire(BaseModel):
    """What travels. Strict: nothing is converted, unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    _optional: ClassVar[frozenset[str]]
    """Fields that do not travel while they are None."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        cls._optional = frozenset(name for name, field in cls.model_fields.items() if field.exclude_if)
        if cls._all_travels():  # orjson takes it for a dataclass and writes its __dict__ without asking us
            cls.__dataclass_fields__ = {}  # type: ignore[attr-defined]

    @classmethod
    def _all_travels(cls) -> bool:
        """Whether what travels is just what an instance holds: not where `plain` says something else."""
        return not cls._optional

    def model_dump_json(self) -> str:  # type: ignore[override]
        """This as JSON, for those who want characters."""
        return self.as_json().decode()

    def as_json(self) -> bytes:
        """This as JSON, all of it but what is absent: orjson's way, for pydantic's costs twice as much."""
        return encoded(self.plain())

    def plain(self) -> Any:
        """What of this travels, for orjson."""
        if not self._optional:
            return self.__dict__
        return {name: it for name, it in self.__dict__.items() if it is not None or name not in self._optional}


def encoded(value: Any) -> bytes:
    """JSON of a dictionary with values that travel."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _plain(value: Any) -> Any:
    """What orjson does not know by itself."""
    return rfc3339(value) if isinstance(value, datetime) else value.plain()


W = TypeVar("W", bound=Wire)
_set = object.__setattr__
_NONE: set[str] = set()


def unchecked(it: W, values: dict[str, Any]) -> W:
    """Fill a bare instance with values that are ours and fit."""
    _set(it, "__dict__", values)
    _set(it, "__pydantic_fields_set__", _NONE)
    _set(it, "__pydantic_extra__", None)
    _set(it, "__pydantic_private__", None)
    return it


class View(Wire):
    """What only we say: built of values that are ours and not checked again; only what may be absent has a default.

    What is absent is None to whoever asks, and not held at all, so that orjson writes all that an instance holds.
    """

    if not TYPE_CHECKING:  # mypy checks them against the fields, as if pydantic took them
        __pydantic_fields_set__ = __pydantic_extra__ = __pydantic_private__ = None

        def __init__(self, **values: Any) -> None:
            for name in self._optional:
                if name in values and values[name] is None:
                    del values[name]
            _set(self, "__dict__", values)

        def __getattr__(self, name: str) -> Any:
            if name in self._optional:
                return None
            return super().__getattr__(name)

    @classmethod
    def _all_travels(cls) -> bool:
        return True

    def plain(self) -> Any:
        return self.__dict__


T = TypeVar("T")
Maybe = Annotated[T | None, Field(exclude_if=lambda value: value is None)]
"""A field that may be absent: `brand: Maybe[str] = None` never travels as null."""


class Empty(Wire):
    """Nothing to say."""


class Traffic(StrEnum):
    """What may happen to a push while its receiver is slow."""

    DURABLE = "durable"
    """Kept in order, journalled, replayed after a reconnect."""
    LATEST = "latest"
    """Only the newest of a key matters; journalled, an older one may be skipped."""
    VOLATILE = "volatile"
    """Dropped when the receiver is slow; never replayed."""


class Push(Wire):
    """What the server says unasked: `class ListingPublished(Push, name="listing:published")`."""

    name: ClassVar[str]
    traffic: ClassVar[Traffic]

    def __init_subclass__(cls, *, name: str = "", traffic: Traffic = Traffic.DURABLE, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if name:
            cls.name, cls.traffic = name, traffic


P = TypeVar("P", bound=Wire)
R = TypeVar("R", bound=Wire)


@dataclass(slots=True)
class Call(Generic[P]):
    """One request: who asks, what, over which line, and the market it is asked of."""

    actor: Actor
    body: P
    shop: Shop
    line: Line


class Counted(StrEnum):
    """What a limit counts by."""

    SOCKET = "socket"
    ACCOUNT = "account"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds, as a bucket that refills evenly.

    `strict` limits guard secrets: they refuse while Redis is away, instead of falling back to counting by socket.
    """

    by: Counted
    times: int
    seconds: float
    strict: bool = False


def per_socket(times: int, *, seconds: float) -> Limit:
    """Counted in this process, before anything is parsed."""
    return Limit(Counted.SOCKET, times, seconds)


def per_account(times: int, *, seconds: float) -> Limit:
    """Counted over all sockets of an account; by address while nobody is signed in."""
    return Limit(Counted.ACCOUNT, times, seconds)


def per_address(times: int, *, seconds: float, strict: bool = False) -> Limit:
    """Counted by remote address, IPv6 by its /64."""
    return Limit(Counted.ADDRESS, times, seconds, strict)


Answer = Callable[[Call[P]], R] | Callable[[Call[P]], Awaitable[R]]


@dataclass(frozen=True, slots=True)
class Event(Generic[P, R]):
    """One thing a client may ask. A plain `def` does no I/O and is answered at once; an `async def` may wait.

    `once`: needs a request id, and a repeat gets the first answer. `timeout` is in seconds.
    """

    name: str
    takes: type[P]
    gives: type[R]
    who: Who
    limit: Limit
    once: bool
    timeout: float
    run: Answer[P, R]

    @property
    def doc(self) -> str:
        return " ".join((self.run.__doc__ or "").split())


class Declare(Protocol):
    """Makes an event of a function, waiting or not."""

    @overload
    def __call__(self, run: Callable[[Call[P]], Awaitable[R]]) -> Event[P, R]: ...

    @overload
    def __call__(self, run: Callable[[Call[P]], R]) -> Event[P, R]: ...


def event(name: str, *, who: Who, limit: Limit, once: bool = False, timeout: float = 5.0) -> Declare:
    """Declare an event; payload and reply are read from the function's signature."""

    def declare(run: Answer[Any, Any]) -> Event[Any, Any]:
        hints = get_type_hints(run)
        gives = hints.pop("return")
        (call,) = hints.values()
        (takes,) = get_args(call)
        return Event(name, takes, gives, who, limit, once, timeout, run)

    return declare


@dataclass(slots=True)
class JobCall:
    """One run of a job."""

    shop: Shop


@dataclass(frozen=True, slots=True)
class Job:
    """Something the clock asks for, every so many seconds, by one worker at a time."""

    name: str
    every: float
    run: Callable[[JobCall], Awaitable[None]]


def job(name: str, *, every: float) -> Callable[[Callable[[JobCall], Awaitable[None]]], Job]:
    """Declare a job that runs every so many seconds, in one worker at a time."""

    def declare(run: Callable[[JobCall], Awaitable[None]]) -> Job:
        return Job(name, every, run)

    return declare


E = TypeVar("E", bound=Entity)


@dataclass(slots=True)
class ReactionCall(Generic[E]):
    """A document that changed, as it is now: no older than the change, perhaps newer. `at` is when it was written."""

    entity: E
    at: datetime
    shop: Shop
    unfinished: bool = False

    def again(self) -> None:
        """There is more to do than fits one unit: commit this, then call once more."""
        self.unfinished = True


React = Callable[[ReactionCall[Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """Something that follows every change of some kinds of documents, whoever made it.

    It is called at least once for the newest version of each, by one worker at a time: what it stages must be right the
    second time too. What it tells is named by document and version, so a repeat is not heard twice. `fleeting` is for
    those that only show: of very many changes at once they get the newest. `from_the_start` has it see all documents
    there are when it is new, or when history was lost.
    """

    name: str
    of: tuple[type[Entity], ...]
    run: React
    fleeting: bool
    from_the_start: bool


def reaction(
    name: str, *, of: Sequence[type[Entity]], fleeting: bool = False, from_the_start: bool = False
) -> Callable[[React], Reaction]:
    """Declare a reaction to changes of documents of these kinds."""

    def declare(run: React) -> Reaction:
        return Reaction(name, tuple(of), run, fleeting, from_the_start)

    return declare


def declared(kind: type[T], module: ModuleType) -> Iterator[T]:
    """The values of one kind that a module declares, in the order of the source."""
    return (value for value in vars(module).values() if isinstance(value, kind))
