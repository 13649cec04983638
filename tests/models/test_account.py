"""Accounts and logins: what their moves change, and what they refuse."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from models.account import MOST_WARNINGS, Account, Ban, Login, Warned
from models.actor import Permission, Role
from models.errors import Code, Refusal
from models.ids import AccountId, LoginId

NOW = datetime(2026, 11, 22, 12, 0, 0, 0, UTC)
ANNA = Account.opened(AccountId("anna1"), "anna", "$argon2id$", "Anna", NOW)
PHONE = Login.opened(LoginId("phone1"), ANNA.id, "ab" * 32, NOW + timedelta(days=30))


def refusal_of(move: Callable[[], object]) -> Code:
    with pytest.raises(Refusal) as caught:
        move()
    return caught.value.code


def test_who_signs_up_is_a_user_who_may_trade() -> None:
    actor = ANNA.actor(PHONE.id)
    assert (actor.account_id, actor.login_id, actor.handle) == (ANNA.id, PHONE.id, "anna")
    assert actor.roles == {Role.USER}
    assert actor.permissions == {Permission.MARKET_TRADE}


def test_every_move_is_a_version() -> None:
    moved = ANNA.revise("Ann", "bio", None, 1).assign(frozenset()).shut_out(Ban("spam", None)).let_in().witness()
    assert (moved.version, moved.display_name, moved.bio, moved.ban) == (6, "Ann", "bio", None)


def test_what_was_looked_at_before_another_change_is_not_overwritten() -> None:
    assert refusal_of(lambda: ANNA.revise("Ann", "", None, 2)) is Code.ACCOUNT_CHANGED


def test_roles_bring_permissions_and_everybody_stays_a_user() -> None:
    admin = ANNA.assign(frozenset({Role.ADMIN}))
    assert admin.roles == {Role.USER, Role.ADMIN}
    assert Permission.ACCOUNTS_MANAGE in admin.actor(PHONE.id).permissions
    assert ANNA.assign(frozenset()).roles == {Role.USER}


@pytest.mark.parametrize(
    ("until", "after", "shut"),
    [(None, timedelta(days=9999), True), (1, timedelta(seconds=59), True), (1, timedelta(minutes=1), False)],
)
def test_a_ban_holds_until_its_moment(until: int | None, after: timedelta, *, shut: bool) -> None:
    banned = ANNA.shut_out(Ban("spam", NOW + timedelta(minutes=until) if until else None))
    if shut:
        assert refusal_of(lambda: banned.refuse_if_banned(NOW + after)) is Code.BANNED
    else:
        banned.refuse_if_banned(NOW + after)
    banned.let_in().refuse_if_banned(NOW)


def test_an_admin_is_deposed_before_he_is_banned() -> None:
    admin = ANNA.assign(frozenset({Role.ADMIN}))
    assert refusal_of(lambda: admin.shut_out(Ban("spam", None))) is Code.NOT_ALLOWED


def test_a_login_is_good_until_it_runs_out_or_ends() -> None:
    PHONE.refuse_unless_good(NOW)
    assert refusal_of(lambda: PHONE.refuse_unless_good(PHONE.expires_at)) is Code.TOKEN_EXPIRED
    assert refusal_of(lambda: PHONE.end().refuse_unless_good(NOW)) is Code.TOKEN_INVALID


def test_only_the_latest_secret_of_a_login_is_good() -> None:
    rotated = PHONE.rotate("cd" * 32, NOW + timedelta(days=31))
    assert rotated.is_latest("cd" * 32)
    assert not rotated.is_latest("ab" * 32)
    assert (rotated.version, rotated.expires_at) == (2, NOW + timedelta(days=31))


def test_warnings_are_kept_latest_first_and_not_for_ever() -> None:
    account = ANNA
    for number in range(MOST_WARNINGS + 2):
        account = account.warned(Warned(f"number {number}", "Bicycle", NOW))
    assert [warning.reason for warning in account.warnings][:2] == ["number 11", "number 10"]
    assert (len(account.warnings), account.version) == (MOST_WARNINGS, ANNA.version + MOST_WARNINGS + 2)


def test_an_account_is_spoken_of_by_its_handle() -> None:
    assert (ANNA.subject.id, ANNA.subject.title) == (ANNA.id, ANNA.handle)
