"""Everything that changes or shows an account: the only writer and the only announcer of this area."""

from datetime import datetime, timedelta

from handlers.accounts import gates, pushes
from handlers.accounts.payloads import (
    BanAccount,
    ChangeRoles,
    ListAccounts,
    LogIn,
    OwnAccountView,
    RegisterAccount,
    SessionReply,
    UpdateAccount,
)
from handlers.media import actions as media
from handlers.ports import Line, Page, Shop
from models.account import Account, Ban, Login, Warned
from models.actor import Actor, Role
from models.audit import AuditEntry, Deed
from models.errors import Code, Refusal
from models.ids import AccountId, AuditId, LoginId, random_id
from models.media import Picture, Purpose
from models.subject import Subject


async def register_account(body: RegisterAccount, line: Line, shop: Shop) -> SessionReply:
    """Open an account and go on signed in; of several who want the same handle the database picks one."""
    if await shop.accounts.find_by_handle(body.handle):
        raise Refusal(Code.HANDLE_TAKEN)
    password_hash = await shop.passwords.hash(body.password)
    name = body.display_name or body.handle
    account = Account.opened(AccountId(random_id()), body.handle, password_hash, name, shop.clock.now())
    shop.work.insert(account, taken=Code.HANDLE_TAKEN)
    return _open_login(account, line, shop)


async def log_in(body: LogIn, line: Line, shop: Shop) -> SessionReply:
    """Sign in by password; wrong handle and wrong password look the same and take the same work."""
    attempt = random_id()
    if wait := await shop.attempts.begin(body.handle, line.address, attempt):
        raise Refusal(Code.SLOW_DOWN, "Too many failed sign-ins.", retry_after=wait)
    account = await shop.accounts.find_by_handle(body.handle)
    right = await shop.passwords.matches(body.password, account.password_hash if account else None)
    if account is None or not right:
        raise Refusal(Code.CREDENTIALS_WRONG)
    shop.attempts.succeeded(body.handle, line.address, attempt)
    account.refuse_if_banned(shop.clock.now())
    return _open_login(account, line, shop)


async def refresh_login(refresh_token: str, line: Line, shop: Shop) -> SessionReply:
    """Trade a refresh token for new ones; one used before ends the login, for one of its two users stole it."""
    login_id, secret_hash = shop.tokens.parse_refresh(refresh_token)
    login = await shop.logins.find(login_id)
    if login is None:
        raise Refusal(Code.TOKEN_INVALID)
    now = shop.clock.now()
    login.refuse_unless_good(now)
    if not login.is_latest(secret_hash):
        shop.work.save(login.end(), rights=True)
        raise Refusal(Code.TOKEN_INVALID, "This token was used before; sign in again.", commits=True)
    account = await shop.accounts.find(login.account_id)
    if account is None:
        raise Refusal(Code.TOKEN_INVALID)
    account.refuse_if_banned(now)
    fresh = shop.tokens.refresh(login.id)
    shop.work.save(login.rotate(fresh.secret_hash, _refresh_until(shop)))
    return _go_on(account, login.id, fresh.token, line, shop)


async def log_out(actor: Actor, line: Line, shop: Shop) -> None:
    """End the login on every socket of this device."""
    login = await gates.login_of(shop, actor)
    if login and not login.revoked:
        shop.work.save(login.end(), rights=True)
    shop.work.afterwards(line.sign_out)


async def show_own_account(actor: Actor, shop: Shop) -> Account:
    return await gates.own_account(shop, actor)


async def show_account(account_id: str | None, handle: str | None, shop: Shop) -> Account:
    return await gates.account_for_anyone(shop, account_id, handle)


async def update_account(actor: Actor, body: UpdateAccount, shop: Shop) -> Account:
    """Change what others see; sockets carry the name, so they are judged anew."""
    account = await gates.own_account(shop, actor)
    name = account.display_name if body.display_name is None else body.display_name
    bio = account.bio if body.bio is None else body.bio
    avatar = await _avatar(account, body.avatar, shop) if "avatar" in body.model_fields_set else account.avatar
    return _save(account.revise(name, bio, avatar, body.version), shop)


async def change_roles(actor: Actor, body: ChangeRoles, shop: Shop) -> Account:
    """Give and take roles. Who deposes an admin is written too: of two who depose each other one comes too late."""
    own = await gates.manager(shop, actor)
    account = await gates.account_for_manager(shop, own, body.account_id)
    if Role.ADMIN in account.roles.difference(body.roles):
        _save(own.witness(), shop)
    roles = ", ".join(sorted(body.roles))
    note(own, Deed.CHANGE_ROLES, account.subject, body.reason, shop, detail=roles)
    return _save(account.assign(frozenset(body.roles)), shop)


async def ban_account(actor: Actor, body: BanAccount, shop: Shop) -> Account:
    """Shut somebody out; every open socket learns it within seconds."""
    own = await gates.manager(shop, actor)
    account = await gates.account_for_manager(shop, own, body.account_id)
    if body.until and body.until <= shop.clock.now():
        raise Refusal(Code.INVALID_PAYLOAD, fields={"until": "This moment has passed."})
    until = body.until.isoformat() if body.until else ""
    note(own, Deed.BAN, account.subject, body.reason, shop, detail=until)
    return shut_out(account, Ban(body.reason, body.until), shop)


async def lift_ban(actor: Actor, account_id: str, shop: Shop) -> Account:
    """Let somebody in again."""
    own = await gates.manager(shop, actor)
    account = await gates.account_for_manager(shop, own, account_id)
    if account.ban is None:
        return account
    note(own, Deed.LIFT_BAN, account.subject, "", shop)
    return let_in(account, shop)


async def list_accounts(body: ListAccounts, shop: Shop) -> Page[Account]:
    """Accounts by handle, for those who manage them."""
    return await shop.accounts.page(body.handle, body.role, body.limit, body.cursor)


def shut_out(account: Account, ban: Ban, shop: Shop) -> Account:
    """Ban somebody: every open socket of his is closed within seconds."""
    return _save(account.shut_out(ban), shop)


def let_in(account: Account, shop: Shop) -> Account:
    return _save(account.let_in(), shop)


def warn_account(account: Account, warning: Warned, shop: Shop) -> Account:
    return _save(account.warned(warning), shop)


def note(
    by: Account, deed: Deed, subject: Subject, reason: str, shop: Shop, *, detail: str = "", case_id: str = ""
) -> None:
    """Enter a deed of staff into the audit, in the unit that does it."""
    at = shop.clock.now()
    shop.work.insert(AuditEntry(AuditId(random_id()), by.id, by.handle, deed, subject, reason, detail, case_id, at))


async def _avatar(account: Account, media_id: str | None, shop: Shop) -> Picture | None:
    """One's own square picture, or none from now on."""
    before = [account.avatar] if account.avatar else []
    wanted = [] if media_id is None else [media_id]
    ready = await media.show_pictures(account.id, Purpose.AVATAR, before, wanted, shop)
    if media_id is None:
        return None
    if media_id not in ready:
        raise Refusal(Code.MEDIA_NOT_FOUND, fields={"avatar": "Not a picture of yours that is ready."})
    return ready[media_id]


def _save(account: Account, shop: Shop) -> Account:
    shop.work.save(account, pushes.changed(account), rights=True)
    return account


def _open_login(account: Account, line: Line, shop: Shop) -> SessionReply:
    login_id = LoginId(random_id())
    fresh = shop.tokens.refresh(login_id)
    shop.work.insert(Login.opened(login_id, account.id, fresh.secret_hash, _refresh_until(shop)))
    return _go_on(account, login_id, fresh.token, line, shop)


def _go_on(account: Account, login_id: LoginId, refresh_token: str, line: Line, shop: Shop) -> SessionReply:
    """Hand out the tokens; the open socket goes on as this account once the login is written."""
    now, seconds = shop.clock.now(), shop.tokens.access_seconds
    actor, expires_at = account.actor(login_id), now + timedelta(seconds=seconds)
    shop.work.afterwards(lambda: line.sign_in(actor, expires_at))
    return SessionReply(
        account=OwnAccountView.of(account),
        access_token=shop.tokens.access(account, login_id, now),
        refresh_token=refresh_token,
        expires_in=seconds,
    )


def _refresh_until(shop: Shop) -> datetime:
    return shop.clock.now() + timedelta(days=shop.tokens.refresh_days)
