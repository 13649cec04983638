"""What the server says about accounts unasked."""

from handlers.accounts.payloads import OwnAccountView
from handlers.contract import Push, Traffic
from handlers.ports import Say
from models import rooms
from models.account import Account


class AccountChanged(Push, name="account:changed", traffic=Traffic.LATEST):
    """Your profile, roles or ban changed, here or on another device; this is all of it."""

    account: OwnAccountView


class AccountExpired(Push, name="account:expired"):
    """Your access token ran out a minute ago: this socket is nobody's now and hears public rooms only."""


def changed(account: Account) -> Say:
    return Say((rooms.account(account.id),), AccountChanged(account=OwnAccountView.of(account)))
