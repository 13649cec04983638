"""Who is asking, and what their roles permit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from models.errors import Code, Refusal
from models.ids import AccountId, LoginId


class Role(StrEnum):
    """What an account may be; everybody who signs up is a user."""

    USER = "user"
    MODERATOR = "moderator"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a role may do beyond its own affairs."""

    MARKET_TRADE = "market.trade"
    MARKET_MODERATE = "market.moderate"
    ACCOUNTS_MANAGE = "accounts.manage"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.USER: frozenset({Permission.MARKET_TRADE}),
    Role.MODERATOR: frozenset({Permission.MARKET_MODERATE}),
    Role.ADMIN: frozenset({Permission.MARKET_MODERATE, Permission.ACCOUNTS_MANAGE}),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in account as it was when last looked at, or nobody in particular."""

    account_id: AccountId | None = None
    login_id: LoginId | None = None
    version: int = 0
    handle: str = ""
    display_name: str = ""
    points: int = 0
    joined_at: datetime = _NEVER
    roles: frozenset[Role] = frozenset()
    permissions: frozenset[Permission] = frozenset()

    @property
    def signed_in_id(self) -> AccountId:
        """The account's id; refuses when nobody is signed in."""
        if self.account_id is None:
            raise Refusal(Code.SIGN_IN_REQUIRED)
        return self.account_id


ANONYMOUS = Actor()


@dataclass(frozen=True, slots=True)
class Who:
    """Who may ask something: the rule, and its name in the documents."""

    name: str
    refusal: Callable[[Actor], Code | None]


anyone = Who("anyone", lambda _: None)
signed_in = Who("signed in", lambda actor: None if actor.account_id else Code.SIGN_IN_REQUIRED)


def permitted(permission: Permission) -> Who:
    """Those whose roles grant this permission."""

    def refusal(actor: Actor) -> Code | None:
        if actor.account_id is None:
            return Code.SIGN_IN_REQUIRED
        return None if permission in actor.permissions else Code.NOT_ALLOWED

    return Who(permission.value, refusal)
