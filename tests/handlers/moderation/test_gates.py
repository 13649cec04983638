"""The doors to a case: nobody judges himself, and staff are judged by those above them."""

from collections.abc import AsyncIterator

import pytest

from handlers.moderation import gates
from handlers.ports import Work
from models.account import Account
from models.actor import ANONYMOUS, Role
from models.errors import Code, Refusal
from models.ids import AccountId
from server.app import Stores
from server.settings import Settings
from tests.support.cases import a_case
from tests.support.listings import NOON
from tests.support.stores import prepared


def somebody(handle: str, *roles: Role) -> Account:
    return Account.opened(AccountId(handle), handle, "", handle, NOON).assign(frozenset(roles))


@pytest.fixture
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    async with prepared(settings) as opened:
        yield opened


async def test_rights_are_those_that_the_database_knows(stores: Stores) -> None:
    work = Work()
    for one in (mina := somebody("mina", Role.MODERATOR), anna := somebody("anna")):
        work.insert(one)
    await stores.committer.commit(work, None, b"")
    shop = stores.shop_for(Work())
    assert await gates.moderator(shop, mina.actor()) == mina
    for actor, code in ((anna.actor(), Code.NOT_ALLOWED), (ANONYMOUS, Code.SIGN_IN_REQUIRED)):
        with pytest.raises(Refusal) as no:
            await gates.moderator(shop, actor)
        assert no.value.code is code


async def test_nobody_judges_himself(stores: Stores) -> None:
    work, case = Work(), a_case(owner="mina")
    work.insert(case)
    await stores.committer.commit(work, None, b"")
    shop = stores.shop_for(Work())
    assert await gates.case_for_judge(shop, somebody("olga", Role.MODERATOR), case.id) == case
    with pytest.raises(Refusal) as no:
        await gates.case_for_judge(shop, somebody("mina", Role.MODERATOR), case.id)
    assert no.value.code is Code.NOT_ALLOWED
    with pytest.raises(Refusal) as no:
        await gates.case_for_reader(shop, "none")
    assert no.value.code is Code.CASE_NOT_FOUND


def test_moderators_deal_with_users_and_admins_with_moderators() -> None:
    mina, olga, boss = somebody("mina", Role.MODERATOR), somebody("olga", Role.MODERATOR), somebody("boss", Role.ADMIN)
    gates.refuse_unless_outranked(mina, somebody("anna"))
    gates.refuse_unless_outranked(boss, mina)
    with pytest.raises(Refusal):
        gates.refuse_unless_outranked(mina, olga)
