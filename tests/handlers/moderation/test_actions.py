"""Moderation under competition, and what follows from each verdict."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest

from handlers.moderation import actions
from handlers.moderation.pushes import subject_of
from handlers.orders.actions import resolve_dispute
from handlers.orders.payloads import Outcome, ResolveOrder
from handlers.ports import Shop, Work
from models.account import Account
from models.actor import Actor, Role
from models.case import CLAIM_TIME, Case, CaseKind, CaseState
from models.errors import Code, Refusal
from models.ids import AccountId
from models.order import Order
from models.order_flow import By, OrderState, Step
from server.app import Stores
from server.seams import VersionConflict
from server.settings import Settings
from server.transport.engine.socket import POLICY_VIOLATION
from tests.support.admins import admin, moderator
from tests.support.bidding import auction, bid
from tests.support.cases import a_case, about, case_about, claimed, decide
from tests.support.listings import NOON
from tests.support.market import Market
from tests.support.orders import in_state
from tests.support.people import PASSWORD, nobody, publish, somebody
from tests.support.stores import prepared
from tests.support.waiting import until


async def reported(market: Market) -> str:
    """The id of a fresh listing that somebody has reported."""
    async with somebody(market.url) as (seller, _), somebody(market.url) as (reader, _):
        listing = await publish(seller)
        assert (await reader.ask("moderation:report", about("listing", listing["id"])))["ok"]
        return str(listing["id"])


async def test_many_who_report_the_same_at_once_open_one_case(market: Market) -> None:
    async with AsyncExitStack() as stack, somebody(market.url) as (seller, _), moderator(market) as (staff, _):
        listing = await publish(seller)
        readers = [(await stack.enter_async_context(somebody(market.url)))[0] for _ in range(6)]
        asked = [reader.ask("moderation:report", about("listing", listing["id"])) for reader in readers]
        acks = await asyncio.gather(*asked)
        late = [reader for reader, ack in zip(readers, acks, strict=True) if not ack["ok"]]
        for reader in late:  # changed three times under its hands: it asks again
            assert (await reader.ask("moderation:report", about("listing", listing["id"])))["ok"]
        assert (await case_about(staff, listing["id"]))["reported"] == len(readers)


async def test_reporting_twice_changes_nothing(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (reader, _), moderator(market) as (it, _):
        listing = await publish(seller)
        for _ in range(2):
            assert (await reader.ask("moderation:report", about("listing", listing["id"])))["ok"]
        assert (await case_about(it, listing["id"]))["version"] == 1


async def test_of_many_moderators_who_claim_a_case_at_once_one_has_it(market: Market) -> None:
    listing_id = await reported(market)
    async with AsyncExitStack() as stack:
        staff = [(await stack.enter_async_context(moderator(market)))[0] for _ in range(5)]
        case = await case_about(staff[0], listing_id)
        acks = await asyncio.gather(*(one.ask("moderation:claim", {"case_id": case["id"]}) for one in staff))
        assert [ack["ok"] for ack in acks].count(True) == 1
        assert {ack["error"]["code"] for ack in acks if not ack["ok"]} == {"case_claimed"}
        (winner,) = (ack["data"]["case"]["claim"] for ack in acks if ack["ok"])
        assert (await case_about(staff[0], listing_id))["claim"] == winner


async def test_of_two_decisions_one_stands(market: Market) -> None:
    listing_id = await reported(market)
    async with moderator(market) as (staff, staff_id), nobody(market.url) as laptop:
        handle = (await staff.ask("account:get", {"id": staff_id}))["data"]["account"]["handle"]
        assert (await laptop.ask("account:login", {"handle": handle, "password": PASSWORD}))["ok"]
        case = await claimed(staff, listing_id)
        acks = await asyncio.gather(decide(staff, case, "remove"), decide(laptop, case, "dismiss"))
        assert [ack["ok"] for ack in acks].count(True) == 1
        (no,) = (ack["error"]["code"] for ack in acks if not ack["ok"])
        assert no in {"case_decided", "moderation_changed"}


async def test_watchers_see_a_removal_at_once_and_the_listing_is_nowhere_any_more(market: Market) -> None:
    async with somebody(market.url) as (seller, me), somebody(market.url) as (reader, _), moderator(market) as (it, _):
        listing = await publish(seller, title="Zzyzx accordion")

        async def found() -> list[Any]:
            items: list[Any] = (await reader.ask("search:query", {"q": "Zzyzx"}))["data"]["items"]
            return items

        async def is_found() -> bool:
            return [item["id"] for item in await found()] == [listing["id"]]

        await until(is_found)
        await reader.ask("listing:watch", {"listing_id": listing["id"]})
        await reader.ask("moderation:report", about("listing", listing["id"]))
        case = await claimed(it, listing["id"])
        assert (await decide(it, case, "remove"))["ok"]
        pushed = await reader.push("listing:removed")
        assert (pushed["listing"]["id"], pushed["listing"]["state"]) == (listing["id"], "removed")
        assert (await reader.ask("listing:get", {"listing_id": listing["id"]}))["error"]["code"] == "listing_removed"
        assert (await seller.ask("listing:get", {"listing_id": listing["id"]}))["data"] == pushed
        browsed = await reader.ask("listing:browse", {"seller_id": me["account"]["id"]})
        assert browsed["data"]["items"] == []

        async def is_gone() -> bool:
            return await found() == []

        await until(is_gone)
        again = await decide(it, await case_about(it, listing["id"], "decided"), "restore")
        assert again["data"]["case"]["verdicts"] == []
        restored = await reader.push("listing:restored")
        assert restored["listing"]["state"] == "live"
        assert restored == (await reader.ask("listing:get", {"listing_id": listing["id"]}))["data"]
        assert (await seller.push("listing:restored"))["listing"]["version"] == restored["listing"]["version"]
        await until(is_found)


async def test_sellers_watchers_and_feeds_hear_once_that_a_listing_is_back(market: Market) -> None:
    """Also the seller who looks at it himself, and whoever watches a feed that it is in."""
    async with AsyncExitStack() as stack, moderator(market) as (staff, _):
        seller, watcher, reader = [(await stack.enter_async_context(somebody(market.url)))[0] for _ in range(3)]
        listing = await publish(seller)
        for one in (seller, watcher):
            await one.ask("listing:watch", {"listing_id": listing["id"]})
        await reader.ask("feed:watch", {"category": "bicycles"})
        await reader.ask("moderation:report", about("listing", listing["id"]))
        case = await claimed(staff, listing["id"])
        decided = await decide(staff, case, "remove")
        assert (await decide(staff, decided["data"]["case"], "restore"))["ok"]
        for one in (seller, watcher, reader):
            assert (await one.push("listing:restored"))["listing"]["id"] == listing["id"]
            await one.ask("server:time", {})
            assert "listing:restored" not in [name for name, _ in one.pushes]


async def test_who_bid_on_a_removed_auction_and_who_sold_it_hear_of_it_without_looking(market: Market) -> None:
    async with AsyncExitStack() as stack, moderator(market) as (staff, _):
        seller, *bidders = [(await stack.enter_async_context(somebody(market.url)))[0] for _ in range(3)]
        listing = await publish(seller, sale=auction())
        for bidder, maximum in zip(bidders, (5000, 9000), strict=True):
            assert (await bid(bidder, listing, maximum))["ok"]
        await bidders[0].ask("moderation:report", about("listing", listing["id"]))
        assert (await decide(staff, await claimed(staff, listing["id"]), "remove"))["ok"]
        for one in (seller, *bidders):
            assert (await one.push("listing:removed"))["listing"]["id"] == listing["id"]


async def test_a_seller_who_is_banned_is_cut_off_and_comes_back_when_restored(market: Market) -> None:
    async with somebody(market.url) as (seller, me), somebody(market.url) as (reader, _), moderator(market) as (it, _):
        listing = await publish(seller)
        await reader.ask("moderation:report", about("listing", listing["id"]))
        case = await claimed(it, listing["id"])
        banned = await decide(it, case, "ban", until="2999-01-01T00:00:00Z")
        assert banned["ok"], banned
        assert await seller.closed() == POLICY_VIOLATION
        credentials = {"handle": me["account"]["handle"], "password": PASSWORD}
        async with nobody(market.url) as door:
            assert (await door.ask("account:login", credentials))["error"]["code"] == "banned"
            assert (await door.ask("listing:get", {"listing_id": listing["id"]}))["error"]["code"] == "listing_removed"
            assert (await decide(it, banned["data"]["case"], "restore"))["ok"]
            assert (await door.ask("account:login", credentials))["ok"]
            assert (await door.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]["state"] == "live"


async def test_a_warning_reaches_whom_it_concerns_and_takes_nothing_away(market: Market) -> None:
    async with somebody(market.url) as (seller, me), somebody(market.url) as (reader, _), moderator(market) as (it, _):
        account_id = me["account"]["id"]
        await reader.ask("moderation:report", about("account", account_id, note="rude"))
        case = await claimed(it, account_id)
        assert case["reports"][0]["note"] == "rude"
        assert (await decide(it, case, "warn", reason="Be polite."))["ok"]
        (warning,) = (await seller.push("account:changed"))["account"]["warnings"]
        assert (warning["reason"], warning["about"]) == ("Be polite.", me["account"]["handle"])
        assert "warnings" not in (await reader.ask("account:get", {"id": account_id}))["data"]["account"]
        await publish(seller)


async def test_what_was_decided_stands_in_the_audit(market: Market) -> None:
    listing_id = await reported(market)
    async with moderator(market) as (staff, staff_id):
        case = await claimed(staff, listing_id)
        await decide(staff, case, "remove", reason="Forged.")
        (entry,) = (await staff.ask("moderation:audit", {"subject_id": listing_id}))["data"]["items"]
        assert (entry["by"]["id"], entry["deed"], entry["reason"]) == (staff_id, "remove", "Forged.")
        assert (entry["case_id"], entry["subject"]["id"]) == (case["id"], listing_id)


async def test_a_new_report_after_a_decision_opens_a_new_case(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (reader, _), moderator(market) as (it, _):
        listing = await publish(seller)
        await reader.ask("moderation:report", about("listing", listing["id"]))
        first = await claimed(it, listing["id"])
        assert (await decide(it, first, "dismiss"))["ok"]
        await reader.ask("moderation:report", about("listing", listing["id"]))
        assert (await case_about(it, listing["id"]))["id"] != first["id"]


async def test_moderators_are_dealt_with_by_admins_only(market: Market) -> None:
    async with (
        moderator(market) as (staff, staff_id),
        moderator(market) as (other, other_id),
        admin(market) as (boss, _),
    ):
        async with somebody(market.url) as (reader, _):
            await reader.ask("moderation:report", about("account", other_id))
        case = await claimed(staff, other_id)
        assert (await decide(staff, case, "ban"))["error"]["code"] == "not_allowed"
        assert (await other.ask("moderation:claim", {"case_id": case["id"]}))["error"]["code"] == "not_allowed"
        released = await staff.ask("moderation:release", {"case_id": case["id"]})
        assert "claim" not in released["data"]["case"]
        assert (await decide(boss, await claimed(boss, other_id), "ban"))["ok"]
        assert await other.closed() == POLICY_VIOLATION
        assert staff_id != other_id


@pytest.fixture
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    async with prepared(settings) as opened:
        yield opened


class AClock:
    """A process's clock that goes wrong."""

    def __init__(self, shop: Shop, ahead: timedelta) -> None:
        self._clock, self._ahead = shop.clock, ahead

    def now(self) -> Any:
        return self._clock.now() + self._ahead


async def staff_of(stores: Stores, handle: str) -> Actor:
    account = Account.opened(AccountId(handle), handle, "", handle, NOON).assign(frozenset({Role.MODERATOR}))
    work = Work()
    work.insert(account)
    await stores.committer.commit(work, None, b"")
    return account.actor()


async def claim(stores: Stores, actor: Actor, case: Case, ahead: timedelta = timedelta()) -> Case:
    work = Work()
    shop = stores.shop_for(work)
    shop.clock = AClock(shop, ahead)
    its = await actions.claim_case(actor, case.id, shop)
    await stores.committer.commit(work, None, b"")
    return its


async def test_a_claim_that_ran_out_is_taken_over_but_never_early_by_a_clock_that_is_fast(stores: Stores) -> None:
    case, work = a_case(), Work()
    work.insert(case)
    await stores.committer.commit(work, None, b"")
    mina, olga = await staff_of(stores, "mina"), await staff_of(stores, "olga")
    await claim(stores, mina, case)
    with pytest.raises(Refusal) as no:
        await claim(stores, olga, case)
    assert no.value.code is Code.CASE_CLAIMED
    with pytest.raises(VersionConflict):
        await claim(stores, olga, case, ahead=2 * CLAIM_TIME)
    await stores.database["cases"].update_one({"_id": case.id}, {"$set": {"claim.until": NOON}})
    taken = await claim(stores, olga, case)
    assert taken.claim
    assert taken.claim.by == "olga"
    with pytest.raises(Refusal) as no:
        await claim(stores, mina, case)
    assert no.value.code is Code.CASE_CLAIMED


async def test_who_is_no_moderator_any_more_decides_nothing(market: Market) -> None:
    listing_id = await reported(market)
    async with admin(market) as (boss, _), moderator(market) as (staff, staff_id):
        case = await claimed(staff, listing_id)
        await boss.ask("account:change_roles", {"account_id": staff_id, "roles": ["user"]})
        assert (await decide(staff, case, "remove"))["error"]["code"] == "not_allowed"


async def follow(stores: Stores, order: Order) -> None:
    """What the reaction does upon a change of the order, twice, as it may."""
    for _ in range(2):
        work = Work()
        await actions.follow_dispute(order, stores.shop_for(work))
        await stores.committer.commit(work, None, b"")


async def test_a_dispute_waits_in_the_queue_with_what_both_say_until_a_moderator_decides_it(stores: Stores) -> None:
    order, work = in_state(OrderState.DISPUTED), Work()
    work.insert(order)
    await stores.committer.commit(work, None, b"")
    await follow(stores, order)
    answered, _ = order.step(Step.DISPUTE, By.SELLER, NOON, reason="It was whole when it left.")
    await follow(stores, answered)
    shop = stores.shop_for(Work())
    case = await shop.cases.find_open(subject_of(order))
    assert case
    assert (case.kind, case.owner, case.subject.title) == (CaseKind.DISPUTE, order.seller.id, order.item.title)
    assert [report.by for report in case.reports] == [order.buyer.id, order.seller.id]
    assert case.reports[1].note == "It was whole when it left."

    work, mina = Work(), await staff_of(stores, "mina")
    asked = ResolveOrder(request_id="r" * 16, order_id=order.id, outcome=Outcome.RELEASE, reason="It was whole.")
    await resolve_dispute(mina, asked, stores.shop_for(work))
    await stores.committer.commit(work, None, b"")
    closed = await shop.cases.find(case.id)
    assert closed
    assert closed.decision
    assert (closed.state, closed.decision.verdict, closed.decision.by) == (CaseState.DECIDED, "release", "mina")
    (entry,) = (await shop.audit.page(order.id, 10, None)).items
    assert (entry.deed, entry.by, entry.reason) == ("release", "mina", "It was whole.")


async def test_a_dispute_that_ends_without_a_moderator_leaves_the_queue(stores: Stores) -> None:
    order = in_state(OrderState.DISPUTED)
    await follow(stores, order)
    received, _ = order.step(Step.RECEIVE, By.BUYER, NOON)
    await follow(stores, received)
    shop = stores.shop_for(Work())
    assert await shop.cases.find_open(subject_of(order)) is None
    (case,) = (await shop.cases.page(CaseState.DECIDED, 10, None)).items
    assert case.decision
    assert (case.decision.verdict, case.decision.handle) == ("release", "buyer")


async def test_orders_that_nobody_disputes_make_no_case(stores: Stores) -> None:
    for state in OrderState:
        if state is not OrderState.DISPUTED:
            await follow(stores, in_state(state))
    assert (await stores.shop_for(Work()).cases.page(CaseState.OPEN, 10, None)).items == []
