"""What staff did, to whom and why: written once, in the same unit as the deed, and never changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from models.ids import AccountId, AuditId
from models.subject import Subject


class Deed(StrEnum):
    """What staff may do to others."""

    CLAIM = "claim"
    DISMISS = "dismiss"
    REMOVE = "remove"
    WARN = "warn"
    BAN = "ban"
    RESTORE = "restore"
    LIFT_BAN = "lift_ban"
    CHANGE_ROLES = "change_roles"
    REFUND = "refund"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`detail` is what the deed set: the roles there are now, the end of a ban; `case_id` is empty outside cases."""

    id: AuditId
    by: AccountId
    handle: str
    deed: Deed
    subject: Subject
    reason: str
    detail: str
    case_id: str
    at: datetime

    @property
    def version(self) -> Literal[1]:
        return 1
