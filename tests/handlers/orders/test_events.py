"""Events of orders answer with the order as it then is, as the one who asked sees it."""

from handlers.orders import events
from tests.support.admins import admin, moderator
from tests.support.buying import ask, ordered, trade
from tests.support.market import Market
from tests.support.people import publish, somebody
from tests.support.waiting import until

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


async def test_a_moderator_who_watches_an_order_sees_every_step_as_moderators_do(market: Market) -> None:
    """What he was told is what he reads anew."""
    async with trade(market) as (_, buyer, listing), moderator(market) as (staff, _):
        watched, other = await ordered(buyer, listing), {"order_id": "nowhere"}
        assert (await staff.ask("order:watch", other))["error"]["code"] == "order_not_found"
        body = {"order_id": watched["id"]}
        seen = (await staff.ask("order:watch", body))["data"]["order"]
        assert (seen["version"], seen["actions"], "meetup_code" in seen) == (1, [], False)
        await ask(buyer, "order:address", order_id=watched["id"], delivery="meetup")
        await ask(buyer, "order:cancel", order_id=watched["id"])
        heard = [(await staff.push("order:changed"))["order"] for _ in range(2)]
        assert [it["version"] for it in heard] == [2, 3]
        assert "meetup_code" not in heard[0]
        assert heard[1] == (await staff.ask("order:get", body))["data"]["order"]


async def test_who_stops_watching_an_order_hears_no_more(market: Market) -> None:
    async with trade(market) as (_, buyer, listing), moderator(market) as (staff, _):
        order_id = (await ordered(buyer, listing))["id"]
        await staff.ask("order:watch", {"order_id": order_id})
        await staff.ask("order:unwatch", {"order_id": order_id})
        await ask(buyer, "order:address", order_id=order_id, delivery="meetup")
        await buyer.push("order:changed")
        await staff.ask("server:time", {})
        assert not [name for name, _ in staff.pushes if name == "order:changed"]


async def test_who_is_no_moderator_any_more_hears_no_more_of_an_order(market: Market) -> None:
    async with trade(market) as (_, buyer, listing), moderator(market) as (staff, me), admin(market) as (boss, _):
        order_id = (await ordered(buyer, listing))["id"]
        assert (await staff.ask("order:watch", {"order_id": order_id}))["ok"]
        assert (await boss.ask("account:change_roles", {"account_id": me, "roles": ["user"]}))["ok"]

        async def rights_are_gone() -> bool:
            answer = await staff.ask("order:get", {"order_id": order_id})
            return bool(answer.get("error", {}).get("code") == "order_not_found")

        await until(rights_are_gone)
        await ask(buyer, "order:cancel", order_id=order_id)
        await buyer.push("order:changed")
        await staff.ask("server:time", {})
        assert not [name for name, _ in staff.pushes if name == "order:changed"]


async def test_a_moderator_who_sells_hears_his_own_part_alone(market: Market) -> None:
    async with moderator(market) as (staff, _), somebody(market.url) as (buyer, _):
        order_id = (await ordered(buyer, await publish(staff)))["id"]
        await staff.push("order:changed")
        assert (await staff.ask("order:watch", {"order_id": order_id}))["ok"]
        await ask(buyer, "order:cancel", order_id=order_id)
        assert (await staff.push("order:changed"))["order"]["version"] == 2
        await staff.ask("server:time", {})
        assert not [name for name, _ in staff.pushes if name == "order:changed"]
