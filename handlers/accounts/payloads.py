"""The wire shapes of accounts: requests and views."""

import unicodedata
from typing import Annotated, Self

from annotated_types import Len
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from handlers.contract import Maybe, Wire
from handlers.shapes import Badge, Identifier, Line, Lines, Moment, PageRequest, Version
from models.account import Account, Ban, Warned
from models.actor import Permission, Role, permissions_of

Handle = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{3,32}$")]
DisplayName = Annotated[str, Line, Len(1, 50)]
Bio = Annotated[str, Lines, Len(0, 500)]
Password = Annotated[
    str, AfterValidator(lambda text: unicodedata.normalize("NFC", text)), Len(8, 128), Field(repr=False)
]
"""Keyboards differ in how they compose a character; the password is the same."""
RefreshToken = Annotated[str, StringConstraints(max_length=256), Field(repr=False)]


class RegisterAccount(Wire):
    """Without a display name the handle is shown."""

    handle: Handle
    password: Password
    display_name: Maybe[DisplayName] = None


class LogIn(Wire):
    handle: Handle
    password: Password


class RefreshLogin(Wire):
    refresh_token: RefreshToken


class GetAccount(Wire):
    """Either id or handle."""

    id: Maybe[Identifier] = None
    handle: Maybe[Handle] = None


class UpdateAccount(Wire):
    """Fields that are absent stay as they are; null takes the avatar away. `version` is the one that was looked at."""

    version: Version
    display_name: Maybe[DisplayName] = None
    bio: Maybe[Bio] = None
    avatar: Maybe[Identifier] = None


class ChangeRoles(Wire):
    """All roles from now on; everybody stays a user."""

    account_id: Identifier
    roles: Annotated[tuple[Role, ...], Len(0, len(Role))]
    reason: Annotated[str, Lines, Len(0, 300)] = ""


class ListAccounts(PageRequest):
    """`handle` is how the handle begins, `role` one that they have."""

    handle: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,32}$")] = ""
    role: Maybe[Role] = None


class BanAccount(Wire):
    """Without `until` for good."""

    account_id: Identifier
    until: Maybe[AwareDatetime] = None
    reason: Annotated[str, Lines, Len(1, 300)]


class LiftBan(Wire):
    account_id: Identifier


class BanView(Wire):
    reason: str
    until: Maybe[Moment] = None

    @classmethod
    def of(cls, ban: Ban) -> Self:
        return cls(reason=ban.reason, until=ban.until)


class WarningView(Wire):
    """A moderator's word: why, and about what."""

    reason: str
    about: str
    at: Moment

    @classmethod
    def of(cls, it: Warned) -> Self:
        return cls(reason=it.reason, about=it.about, at=it.at)


class AccountView(Wire):
    """An account as everybody sees it; `avatar` is the address of a square picture, as `url` of pictures."""

    id: str
    version: int
    handle: str
    display_name: str
    bio: str
    avatar: Maybe[str] = None
    badge: Badge
    joined_at: Moment

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(
            id=account.id,
            version=account.version,
            handle=account.handle,
            display_name=account.display_name,
            bio=account.bio,
            avatar=account.avatar.url if account.avatar else None,
            badge=Badge.of(account.points),
            joined_at=account.joined_at,
        )


class OwnAccountView(AccountView):
    """An account as its owner, and those who manage accounts, see it."""

    roles: tuple[Role, ...]
    permissions: tuple[Permission, ...]
    ban: Maybe[BanView] = None
    warnings: Maybe[tuple[WarningView, ...]] = None

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(
            **dict(AccountView.of(account)),
            roles=tuple(sorted(account.roles)),
            permissions=tuple(sorted(permissions_of(account.roles))),
            ban=BanView.of(account.ban) if account.ban else None,
            warnings=tuple(WarningView.of(warning) for warning in account.warnings) or None,
        )


class AccountPage(Wire):
    items: tuple[OwnAccountView, ...]
    next_cursor: str | None


class AccountReply(Wire):
    account: AccountView


class OwnAccountReply(Wire):
    account: OwnAccountView


class SessionReply(Wire):
    """The socket goes on signed in; `expires_in` is the life of the access token in seconds."""

    account: OwnAccountView
    access_token: Annotated[str, Field(repr=False)]
    refresh_token: Annotated[str, Field(repr=False)]
    expires_in: int
