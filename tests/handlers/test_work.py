"""The unit of work: staged in order, done by somebody else."""

from handlers.accounts.pushes import AccountExpired
from handlers.work import Insert, Save, Say, Work
from models.errors import Code
from tests.support.listings import a_listing


def test_what_is_staged_stays_in_order_and_is_not_done() -> None:
    work, listing, said = Work(), a_listing(), Say(("feed",), AccountExpired())
    work.insert(listing, said, taken=Code.LISTING_DUPLICATE)
    work.save(listing, rights=True)
    assert work.writes == [Insert(listing, (said,), Code.LISTING_DUPLICATE), Save(listing, (), rights=True)]
    assert work.says == []


def test_what_belongs_to_no_document_is_staged_apart() -> None:
    work = Work()
    work.tell(AccountExpired(), "account:1", "account:2")
    assert work.says == [Say(("account:1", "account:2"), AccountExpired())]
    assert work.writes == []


async def test_effects_on_the_line_wait_for_the_writes() -> None:
    done: list[str] = []

    async def effect() -> None:
        done.append("now")

    work = Work()
    work.afterwards(effect)
    assert done == []
    await work.effects[0]()
    assert done == ["now"]
