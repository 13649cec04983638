"""The only doors to a case: load it for a moderator, or refuse."""

from handlers.ports import Shop
from models.account import Account
from models.actor import Actor, Permission, permissions_of
from models.case import Case
from models.errors import Code, Refusal
from models.ids import CaseId


async def moderator(shop: Shop, actor: Actor) -> Account:
    """Who acts on others: read anew, for the socket may have been opened with rights that are gone."""
    account = await shop.accounts.find(actor.signed_in_id)
    if account is None or Permission.MARKET_MODERATE not in permissions_of(account.roles):
        raise Refusal(Code.NOT_ALLOWED)
    return account


async def case_for_reader(shop: Shop, case_id: str) -> Case:
    case = await shop.cases.find(CaseId(case_id))
    if case is None:
        raise Refusal(Code.CASE_NOT_FOUND)
    return case


async def case_for_judge(shop: Shop, own: Account, case_id: str) -> Case:
    """Nobody judges himself."""
    case = await case_for_reader(shop, case_id)
    if case.owner == own.id:
        raise Refusal(Code.NOT_ALLOWED, "This case is about you.")
    return case


def refuse_unless_outranked(own: Account, other: Account) -> None:
    """Staff are dealt with by those who manage accounts."""
    staff = Permission.MARKET_MODERATE in permissions_of(other.roles)
    if staff and Permission.ACCOUNTS_MANAGE not in permissions_of(own.roles):
        raise Refusal(Code.NOT_ALLOWED, "An admin deals with moderators.")
