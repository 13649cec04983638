"""An account: who somebody is, what they may do, and whether they are banned."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime

from models.actor import Actor, Role, permissions_of
from models.errors import Code, Refusal
from models.ids import AccountId, LoginId
from models.media import Picture
from models.subject import Subject, SubjectKind

EVERYBODY = frozenset({Role.USER})
MOST_WARNINGS = 10
"""Older ones are in the audit only."""


@dataclass(frozen=True, slots=True)
class Ban:
    """Shut out until a moment, or for good when `until` is None."""

    reason: str
    until: datetime | None

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True)
class Warned:
    """A moderator's word to the owner of an account; it takes nothing away."""

    reason: str
    about: str
    at: datetime


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
    avatar: Picture | None = None
    warnings: tuple[Warned, ...] = ()

    @classmethod
    def opened(
        cls, account_id: AccountId, handle: str, password_hash: str, display_name: str, now: datetime
    ) -> "Account":
        return cls(account_id, 1, handle, password_hash, display_name, "", EVERYBODY, None, 0, now)

    @property
    def subject(self) -> Subject:
        return Subject(SubjectKind.ACCOUNT, self.id, self.handle)

    def actor(self, login_id: LoginId | None = None) -> Actor:
        return Actor(
            account_id=self.id,
            login_id=login_id,
            version=self.version,
            handle=self.handle,
            display_name=self.display_name,
            points=self.points,
            joined_at=self.joined_at,
            roles=self.roles,
            permissions=permissions_of(self.roles),
        )

    def refuse_if_banned(self, now: datetime) -> None:
        if self.ban and self.ban.holds(now):
            raise Refusal(Code.BANNED, f"This account is banned: {self.ban.reason}")

    def revise(self, display_name: str, bio: str, avatar: Picture | None, seen_version: int) -> "Account":
        """The account with another face; refuses when its owner looked at an older version."""
        if seen_version != self.version:
            raise Refusal(Code.ACCOUNT_CHANGED)
        return replace(self, version=self.version + 1, display_name=display_name, bio=bio, avatar=avatar)

    def assign(self, roles: frozenset[Role]) -> "Account":
        return replace(self, version=self.version + 1, roles=roles | EVERYBODY)

    def shut_out(self, ban: Ban) -> "Account":
        """The account with a ban; refuses for an admin, whose role must be taken first."""
        if Role.ADMIN in self.roles:
            raise Refusal(Code.NOT_ALLOWED, "An admin cannot be banned; take the role away first.")
        return replace(self, version=self.version + 1, ban=ban)

    def warned(self, warning: Warned) -> "Account":
        """The account with a warning on top."""
        return replace(self, version=self.version + 1, warnings=(warning, *self.warnings)[:MOST_WARNINGS])

    def let_in(self) -> "Account":
        return replace(self, version=self.version + 1, ban=None)

    def witness(self) -> "Account":
        """The same account with another version: what was decided on the strength of it conflicts with its changes."""
        return replace(self, version=self.version + 1)


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

    @classmethod
    def opened(cls, login_id: LoginId, account_id: AccountId, secret_hash: str, expires_at: datetime) -> "Login":
        return cls(login_id, 1, account_id, secret_hash, expires_at, revoked=False)

    def refuse_unless_good(self, now: datetime) -> None:
        if self.revoked:
            raise Refusal(Code.TOKEN_INVALID)
        if now >= self.expires_at:
            raise Refusal(Code.TOKEN_EXPIRED)

    def is_latest(self, secret_hash: str) -> bool:
        return hmac.compare_digest(self.secret_hash, secret_hash)

    def rotate(self, secret_hash: str, expires_at: datetime) -> "Login":
        return replace(self, version=self.version + 1, secret_hash=secret_hash, expires_at=expires_at)

    def end(self) -> "Login":
        return replace(self, version=self.version + 1, revoked=True)
