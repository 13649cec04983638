"""What the moderators speak of: a thing of the market by its kind and id, and the words it is recognised by."""

from dataclasses import dataclass
from enum import StrEnum


class SubjectKind(StrEnum):
    LISTING = "listing"
    ACCOUNT = "account"
    ORDER = "order"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Subject:
    """`title` is what it was called when it was spoken of: a listing's title, an account's handle."""

    kind: SubjectKind
    id: str
    title: str
