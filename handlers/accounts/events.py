"""What a client may ask about accounts."""

from handlers.accounts import actions
from handlers.accounts.payloads import (
    AccountPage,
    AccountReply,
    AccountView,
    BanAccount,
    ChangeRoles,
    GetAccount,
    LiftBan,
    ListAccounts,
    LogIn,
    OwnAccountReply,
    OwnAccountView,
    RefreshLogin,
    RegisterAccount,
    SessionReply,
    UpdateAccount,
)
from handlers.contract import Call, Empty, event, per_account, per_address, per_socket
from models.actor import Permission, anyone, permitted, signed_in

manager = permitted(Permission.ACCOUNTS_MANAGE)


@event("account:register", who=anyone, limit=per_address(20, seconds=600, strict=True))
async def register(call: Call[RegisterAccount]) -> SessionReply:
    """Open an account; the socket goes on signed in."""
    return await actions.register_account(call.body, call.line, call.shop)


@event("account:login", who=anyone, limit=per_address(60, seconds=60, strict=True))
async def login(call: Call[LogIn]) -> SessionReply:
    """Sign in by password; the socket goes on signed in. Failed tries are counted by handle and by address."""
    return await actions.log_in(call.body, call.line, call.shop)


@event("account:refresh", who=anyone, limit=per_address(120, seconds=60))
async def refresh(call: Call[RefreshLogin]) -> SessionReply:
    """Trade a refresh token for new tokens; each works once, and using one twice ends the login everywhere."""
    return await actions.refresh_login(call.body.refresh_token, call.line, call.shop)


@event("account:logout", who=signed_in, limit=per_account(30, seconds=60))
async def logout(call: Call[Empty]) -> Empty:
    """Sign out on this device: the tokens of this login are void, the socket goes on as nobody."""
    await actions.log_out(call.actor, call.line, call.shop)
    return Empty()


@event("account:me", who=signed_in, limit=per_socket(60, seconds=60))
async def me(call: Call[Empty]) -> OwnAccountReply:
    """One's own account, with roles and permissions."""
    account = await actions.show_own_account(call.actor, call.shop)
    return OwnAccountReply(account=OwnAccountView.of(account))


@event("account:get", who=anyone, limit=per_socket(120, seconds=60))
async def get(call: Call[GetAccount]) -> AccountReply:
    """Anybody's public profile, by id or by handle."""
    account = await actions.show_account(call.body.id, call.body.handle, call.shop)
    return AccountReply(account=AccountView.of(account))


@event("account:update", who=signed_in, limit=per_account(20, seconds=60))
async def update(call: Call[UpdateAccount]) -> OwnAccountReply:
    """Change one's own profile; fields that are absent stay as they are."""
    account = await actions.update_account(call.actor, call.body, call.shop)
    return OwnAccountReply(account=OwnAccountView.of(account))


@event("account:change_roles", who=manager, limit=per_account(60, seconds=60))
async def change_roles(call: Call[ChangeRoles]) -> OwnAccountReply:
    """Set somebody else's roles; his open sockets have them within five seconds."""
    account = await actions.change_roles(call.actor, call.body, call.shop)
    return OwnAccountReply(account=OwnAccountView.of(account))


@event("account:ban", who=manager, limit=per_account(60, seconds=60))
async def ban(call: Call[BanAccount]) -> OwnAccountReply:
    """Shut somebody out until a moment or for good; his open sockets are closed within five seconds."""
    account = await actions.ban_account(call.actor, call.body, call.shop)
    return OwnAccountReply(account=OwnAccountView.of(account))


@event("account:list", who=manager, limit=per_account(120, seconds=60))
async def list_accounts(call: Call[ListAccounts]) -> AccountPage:
    """Accounts by handle, with roles and bans."""
    page = await actions.list_accounts(call.body, call.shop)
    return AccountPage(items=tuple(OwnAccountView.of(it) for it in page.items), next_cursor=page.next_cursor)


@event("account:lift_ban", who=manager, limit=per_account(60, seconds=60))
async def lift_ban(call: Call[LiftBan]) -> OwnAccountReply:
    """End a ban before its time."""
    account = await actions.lift_ban(call.actor, call.body.account_id, call.shop)
    return OwnAccountReply(account=OwnAccountView.of(account))
