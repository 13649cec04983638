"""The only doors to an account or a login: load it for somebody, or refuse."""

from handlers.ports import Shop
from models.account import Account, Login
from models.actor import Actor, Permission, permissions_of
from models.errors import Code, Refusal
from models.ids import AccountId


async def account_for_anyone(shop: Shop, account_id: str | None, handle: str | None) -> Account:
    """One of the two names it."""
    if (account_id is None) == (handle is None):
        raise Refusal(Code.INVALID_PAYLOAD, fields={"id": "Name the account by either id or handle."})
    if account_id is not None:
        return _found(await shop.accounts.find(AccountId(account_id)))
    return _found(await shop.accounts.find_by_handle(handle or ""))


async def own_account(shop: Shop, actor: Actor) -> Account:
    return _found(await shop.accounts.find(actor.signed_in_id))


async def manager(shop: Shop, actor: Actor) -> Account:
    """Who changes rights: read anew, for the socket may have been opened with rights that are gone."""
    account = await own_account(shop, actor)
    if Permission.ACCOUNTS_MANAGE not in permissions_of(account.roles):
        raise Refusal(Code.NOT_ALLOWED)
    return account


async def account_for_manager(shop: Shop, own: Account, account_id: str) -> Account:
    """Somebody else's account: nobody manages himself, so nobody raises himself or locks himself out."""
    if account_id == own.id:
        raise Refusal(Code.NOT_ALLOWED, "Nobody changes his own rights.")
    return _found(await shop.accounts.find(AccountId(account_id)))


async def login_of(shop: Shop, actor: Actor) -> Login | None:
    """The login that the actor's token belongs to, unless it is gone already."""
    return await shop.logins.find(actor.login_id) if actor.login_id else None


def _found(account: Account | None) -> Account:
    if account is None:
        raise Refusal(Code.ACCOUNT_NOT_FOUND)
    return account
