"""Entries of the audit: facts that have one version."""

from dataclasses import FrozenInstanceError

import pytest

from models.audit import AuditEntry, Deed
from models.ids import AccountId, AuditId
from models.subject import Subject, SubjectKind
from tests.support.listings import NOON

ENTRY = AuditEntry(
    AuditId("1"),
    AccountId("mina"),
    "mina",
    Deed.BAN,
    Subject(SubjectKind.ACCOUNT, "bert", "bert"),
    "spam",
    "",
    "",
    NOON,
)


def test_an_entry_has_one_version_and_no_other() -> None:
    assert ENTRY.version == 1
    with pytest.raises(FrozenInstanceError):
        ENTRY.reason = "none"  # type: ignore[misc]
