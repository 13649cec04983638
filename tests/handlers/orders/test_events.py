"""Events of orders answer with the order as it then is, as the one who asked sees it."""

from handlers.orders import events
from tests.support.buying import ask, ordered, trade
from tests.support.market import Market

STEPS = (
    events.place, events.address, events.cancel, events.ship, events.hand_over, events.receive, events.extend,
    events.dispute, events.resolve,
)  # fmt: skip


def test_whatever_changes_an_order_has_one_effect() -> None:
    assert all(it.once for it in STEPS)


async def test_where_it_goes_may_be_said_later_and_changes_what_it_costs(market: Market) -> None:
    async with trade(market) as (seller, buyer, listing):
        order = await ordered(buyer, listing)
        met = (await ask(buyer, "order:address", order_id=order["id"], delivery="meetup"))["data"]["order"]
        assert (met["totals"]["total"]["amount"], met["delivery"], "address" in met) == (90_000, "meetup", False)
        assert len(met["meetup_code"]) == 6
        heard = [(await seller.push("order:changed"))["order"] for _ in range(2)]
        assert [it["version"] for it in heard] == [1, 2]
        assert "meetup_code" not in heard[1]
