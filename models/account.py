"""An account: who somebody is, what they may do, and whether they are banned."""

from dataclasses import dataclass, replace
from datetime import datetime

from models.actor import Actor, Role, permissions_of
from models.errors import Code, Refusal
from models.ids import AccountId, LoginId

EVERYBODY = frozenset({Role.USER})


@dataclass(frozen=True, slots=True)
class Ban:
    """Shut out until a moment, or for good when `until` is None."""

    reason: str
    until: datetime | None

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True)
class Account:
    """`version` grows with every change that others may see or that touches rights."""

    id: AccountId
    version: int
    handle: str
    password_hash: str
    display_name: str
    bio: str
    roles: frozenset[Role]
    ban: Ban | None
    points: int
    joined_at: datetime

    def actor(self, login_id: LoginId) -> Actor:
        return Actor(self.id, login_id, self.handle, self.roles, permissions_of(self.roles))

    def refuse_if_banned(self, now: datetime) -> None:
        if self.ban and self.ban.holds(now):
            raise Refusal(Code.BANNED, f"This account is banned: {self.ban.reason}")

    def renamed(self, display_name: str, bio: str) -> "Account":
        return replace(self, version=self.version + 1, display_name=display_name, bio=bio)

    def with_roles(self, roles: frozenset[Role]) -> "Account":
        return replace(self, version=self.version + 1, roles=roles | EVERYBODY)

    def banned(self, ban: Ban) -> "Account":
        return replace(self, version=self.version + 1, ban=ban)

    def unbanned(self) -> "Account":
        return replace(self, version=self.version + 1, ban=None)


@dataclass(frozen=True, slots=True)
class Login:
    """One signed-in device: a family of refresh tokens of which only the latest is good.

    `secret_hash` is that of the latest token; a token of the family with another secret was used twice and revokes it.
    """

    id: LoginId
    version: int
    account_id: AccountId
    secret_hash: str
    expires_at: datetime
    revoked: bool

    def rotated(self, secret_hash: str, expires_at: datetime) -> "Login":
        return replace(self, version=self.version + 1, secret_hash=secret_hash, expires_at=expires_at)

    def ended(self) -> "Login":
        return replace(self, version=self.version + 1, revoked=True)
