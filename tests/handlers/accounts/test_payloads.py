"""What clients may send about accounts, and what each viewer sees of one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from handlers.accounts.payloads import (
    AccountView,
    BanAccount,
    ChangeRoles,
    GetAccount,
    LogIn,
    OwnAccountView,
    RefreshLogin,
    RegisterAccount,
    SessionReply,
    UpdateAccount,
)
from handlers.contract import Wire
from models.account import Account, Ban
from models.actor import Role
from models.ids import AccountId

NOW = datetime(2026, 11, 22, 12, 0, 0, 123_000, UTC)
ANNA = Account.opened(AccountId("anna1"), "anna", "$argon2id$secret", "Anna 安娜", NOW)
SECRET = "correct horse"


def accepted(kind: type[Wire], **fields: Any) -> bool:
    """Whether a request of this content is taken, as JSON from outside."""
    try:
        kind.model_validate_json(orjson.dumps(fields))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("handle", ["anna", "a_1", "0__", "a" * 32])
def test_good_handles(handle: str) -> None:
    assert accepted(RegisterAccount, handle=handle, password=SECRET)


@pytest.mark.parametrize(
    "handle",
    [
        *(
            "",
            "ab",
            "a" * 33,
            "Anna",
            "an na",
            "an-na",
            "anna\n",
            "anna\x00",
            "ann\u0430",
            "\uff41nna",
            "ａｎｎａ",
            " anna",
        ),
        *(1, True, None, ["anna"], {"$gt": ""}, {"$ne": None}),
    ],
)
def test_bad_handles(handle: object) -> None:
    for kind in (RegisterAccount, LogIn):
        assert not accepted(kind, handle=handle, password=SECRET)


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("a" * 7, False),
        ("a" * 8, True),
        ("密码密码密码密码", True),
        ("a" * 128, True),
        ("a" * 129, False),
        (12345678, False),
    ],
)
def test_passwords_have_8_to_128_characters(password: object, *, good: bool) -> None:
    assert accepted(RegisterAccount, handle="anna", password=password) is good


def test_a_password_is_the_same_however_its_characters_are_composed() -> None:
    composed, apart = (LogIn(handle="anna", password=f"passw{letter}rd!") for letter in ("\u00f6", "o\u0308"))
    assert composed == apart


def test_secrets_are_not_shown_where_requests_are_printed() -> None:
    shown = repr(
        (
            RegisterAccount(handle="anna", password=SECRET),
            LogIn(handle="anna", password=SECRET),
            RefreshLogin(refresh_token=SECRET),
            SessionReply(account=OwnAccountView.of(ANNA), access_token=SECRET, refresh_token=SECRET, expires_in=1),
        )
    )
    assert SECRET not in shown


@pytest.mark.parametrize(
    ("name", "good"),
    [
        *(("Anna", True), ("安娜 👩\u200d💻", True), ("a" * 50, True), ("<b>Anna</b>", True)),
        *(("", False), ("   ", False), ("a" * 51, False), ("An\nna", False), ("An\x1b[2Jna", False)),
        *(("\u202egnp.exe", False), ("An\u200bna", False), ("a" + "\u0300" * 40, False), (7, False), ([], False)),
    ],
)
def test_display_names_are_visible_text_of_up_to_50_characters(name: object, *, good: bool) -> None:
    assert accepted(RegisterAccount, handle="anna", password=SECRET, display_name=name) is good
    assert accepted(UpdateAccount, version=1, display_name=name) is good


@pytest.mark.parametrize(
    "extra", [{"roles": ["admin"]}, {"points": 9999}, {"_id": "x"}, {"id": "x"}, {"ban": None}, {"permissions": []}]
)
def test_nobody_writes_what_is_not_his_to_write(extra: dict[str, Any]) -> None:
    assert not accepted(RegisterAccount, handle="anna", password=SECRET, **extra)
    assert not accepted(UpdateAccount, version=1, bio="", **extra)


@pytest.mark.parametrize("version", [0, -1, "1", 1.0, True, 2**53, None])
def test_versions_are_whole_numbers_from_1(version: object) -> None:
    assert not accepted(UpdateAccount, version=version)


@pytest.mark.parametrize(
    "fields", [{"id": {"$ne": ""}}, {"id": ""}, {"id": "a" * 65}, {"id": "../x"}, {"handle": "A"}, {"where": "1"}]
)
def test_an_account_is_named_by_plain_text(fields: dict[str, Any]) -> None:
    assert not accepted(GetAccount, **fields)


@pytest.mark.parametrize(
    ("roles", "good"),
    [
        (["moderator"], True),
        ([], True),
        (["user", "admin"], True),
        (["root"], False),
        ("admin", False),
        (["user"] * 4, False),
    ],
)
def test_roles_are_those_that_exist(roles: object, *, good: bool) -> None:
    assert accepted(ChangeRoles, account_id="anna1", roles=roles) is good


@pytest.mark.parametrize(
    ("until", "good"),
    [("2026-12-01T00:00:00Z", True), ("2026-12-01T00:00:00", False), ("tomorrow", False), (1_795_000_000, False)],
)
def test_a_ban_ends_at_a_moment_with_a_zone(until: object, *, good: bool) -> None:
    assert accepted(BanAccount, account_id="anna1", reason="spam", until=until) is good


def test_everybody_sees_the_profile_and_nothing_else() -> None:
    assert orjson.loads(AccountView.of(ANNA.assign(frozenset({Role.ADMIN}))).model_dump_json()) == {
        "id": "anna1",
        "version": 2,
        "handle": "anna",
        "display_name": "Anna 安娜",
        "bio": "",
        "badge": {"points": 0, "level": "grey"},
        "joined_at": "2026-11-22T12:00:00.123Z",
    }


def test_the_owner_sees_roles_permissions_and_ban_too() -> None:
    moderator = ANNA.assign(frozenset({Role.MODERATOR})).shut_out(Ban("spam", NOW + timedelta(hours=1)))
    seen = orjson.loads(OwnAccountView.of(moderator).model_dump_json())
    assert seen["roles"] == ["moderator", "user"]
    assert seen["permissions"] == ["market.moderate", "market.trade"]
    assert seen["ban"] == {"reason": "spam", "until": "2026-11-22T13:00:00.123Z"}
    assert "ban" not in orjson.loads(OwnAccountView.of(ANNA).model_dump_json())
