"""A stretch of a list, as every store gives it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A stretch of a list; `next_cursor` is None at its end."""

    items: Sequence[T]
    next_cursor: str | None
