"""Who may ask what: nobody in particular, those signed in, and those with a permission."""

import pytest

from models.actor import ANONYMOUS, PERMISSIONS, Actor, Permission, Role, anyone, permissions_of, permitted, signed_in
from models.errors import Code, Refusal
from models.ids import AccountId


def somebody(*roles: Role) -> Actor:
    return Actor(account_id=AccountId("1"), roles=frozenset(roles), permissions=permissions_of(frozenset(roles)))


def test_anyone_is_really_anyone() -> None:
    assert anyone.refusal(ANONYMOUS) is None
    assert anyone.refusal(somebody(Role.USER)) is None


def test_who_is_not_signed_in_is_told_to() -> None:
    assert signed_in.refusal(ANONYMOUS) is Code.SIGN_IN_REQUIRED
    assert permitted(Permission.MARKET_TRADE).refusal(ANONYMOUS) is Code.SIGN_IN_REQUIRED
    with pytest.raises(Refusal) as no:
        _ = ANONYMOUS.signed_in_id
    assert no.value.code is Code.SIGN_IN_REQUIRED


def test_who_is_signed_in_is_known() -> None:
    assert signed_in.refusal(somebody()) is None
    assert somebody().signed_in_id == "1"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_may_what_it_is_permitted_and_no_more(role: Role, permission: Permission) -> None:
    expected = None if permission in PERMISSIONS[role] else Code.NOT_ALLOWED
    assert permitted(permission).refusal(somebody(role)) is expected


def test_roles_add_up() -> None:
    both = permissions_of(frozenset({Role.USER, Role.MODERATOR}))
    assert both == {Permission.MARKET_TRADE, Permission.MARKET_MODERATE}
    assert permissions_of(frozenset()) == frozenset()


def test_a_rule_is_documented_by_the_name_of_its_permission() -> None:
    assert permitted(Permission.MARKET_MODERATE).name == "market.moderate"
