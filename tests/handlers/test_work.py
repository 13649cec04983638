"""The unit of work: staged in order, done by somebody else."""

import weakref
from functools import partial

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
    await work.follow_up()
    assert done == ["now"]


async def test_work_that_is_done_or_taken_back_leaves_no_circle_behind() -> None:
    """What follows or is regretted knows the shop, and the shop this work: a circle that reference counts never end."""

    class Market:
        """What a closure holds on to, as the shop of a request."""

        def __init__(self) -> None:
            self.work = Work()

    done, undone = Market(), Market()
    for market in (done, undone):
        market.work.otherwise(lambda market=market: market.work.tell(AccountExpired()))  # type: ignore[misc]
        market.work.afterwards(partial(_look, market))
    await done.work.follow_up()
    undone.work.take_back()
    left = weakref.ref(done), weakref.ref(undone)
    del done, undone, market
    assert [it() for it in left] == [None, None]


async def _look(market: object) -> None:
    """Something that is done afterwards."""
