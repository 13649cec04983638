"""What the board tells of each change, and that it tells of all it follows."""

from dataclasses import replace

import pytest

from handlers.catalogue import REACTIONS
from handlers.moderation.pushes import TOLD, case_changed
from models import rooms
from models.account import Account, Ban
from models.board import Happening
from models.case import Decision, Verdict
from models.ids import AccountId
from models.listing import ListingState
from models.order_flow import By, OrderState, Step
from tests.support.auctions import NOON as MAY
from tests.support.auctions import SALE, a_bid, after, an_auction
from tests.support.cases import a_case, a_report
from tests.support.listings import NOON, a_listing
from tests.support.orders import in_state

BERT = Account.opened(AccountId("bert"), "bert", "", "Bert", NOON)
MINA = AccountId("mina")


def told(entity: object) -> tuple[str, str, str | None]:
    it = TOLD[type(entity)](entity)  # type: ignore[index]
    assert it
    return it.kind, it.summary, it.actor[1] if it.actor else None


@pytest.mark.parametrize(
    ("state", "version", "kind"),
    [
        (ListingState.LIVE, 1, Happening.LISTING_PUBLISHED),
        (ListingState.LIVE, 2, Happening.LISTING_REVISED),
        (ListingState.SOLD, 2, Happening.LISTING_SOLD),
        (ListingState.WITHDRAWN, 2, Happening.LISTING_WITHDRAWN),
    ],
)
def test_a_listing_is_told_by_its_state(state: ListingState, version: int, kind: Happening) -> None:
    it = a_listing(state=state, version=version)
    assert told(it) == (kind, "Mountain bicycle, barely used · CNY 900.00", it.seller.handle)


def test_a_removal_is_nobody_s_deed_on_the_board() -> None:
    assert told(a_listing(state=ListingState.REMOVED, version=2))[2] is None


@pytest.mark.parametrize("state", OrderState)
def test_an_order_is_told_by_its_state(state: OrderState) -> None:
    it = in_state(state)
    kind, summary, _ = told(it)
    assert kind == f"order_{state.value}"
    assert summary == f"{it.item.title} · {it.totals.total}"


def test_a_step_of_the_clock_is_nobody_s() -> None:
    order = in_state(OrderState.CREATED)
    assert told(order)[2] == order.buyer.handle
    assert told(order.step(Step.EXPIRE, By.CLOCK, NOON)[0])[2] is None


def test_a_bid_is_told_with_the_price_and_not_with_a_maximum() -> None:
    it = replace(
        a_listing(sale=SALE, published_at=MAY), version=2, auction=after(an_auction(), a_bid("carl", 9_999_900))[0]
    )
    kind, summary, actor = told(it)
    assert (kind, actor) == (Happening.AUCTION_BID, None)
    assert summary == f"{it.draft.title} · USD 10.00"


def test_an_account_joins_changes_and_is_banned() -> None:
    assert told(BERT) == (Happening.ACCOUNT_JOINED, "Bert", "bert")
    assert told(BERT.revise("Bertram", "", None, 1)) == (Happening.ACCOUNT_CHANGED, "Bertram", "bert")
    assert told(BERT.shut_out(Ban("spam", None))) == (Happening.ACCOUNT_BANNED, "spam", None)


def test_a_case_is_told_by_its_last_step() -> None:
    case = a_case()
    claimed = case.claimed(MINA, "mina", NOON)
    decision = Decision(Verdict.DISMISS, "fine", MINA, "mina", NOON)
    assert told(case) == (Happening.CASE_OPENED, "Mountain bicycle · scam", "anna")
    assert told(case.report(a_report("carl"))) == (Happening.CASE_REPORTED, "Mountain bicycle · scam", "carl")
    assert told(claimed) == (Happening.CASE_CLAIMED, "Mountain bicycle", "mina")
    assert told(claimed.decided(decision)) == (Happening.CASE_DECIDED, "Mountain bicycle · dismiss", "mina")


def test_each_kind_of_event_has_a_room_of_its_own() -> None:
    it = TOLD[type(BERT)](BERT)
    assert it
    say = it.say(NOON)
    assert say.rooms == (rooms.board(Happening.ACCOUNT_JOINED),)
    assert '"subject":{"kind":"account","id":"bert","title":"bert"}' in say.push.model_dump_json()
    assert '"actor"' not in replace(it, actor=None).say(NOON).push.model_dump_json()


def test_a_case_is_pushed_to_the_queue_whole() -> None:
    case = a_case()
    say = case_changed(case)
    assert say.rooms == (rooms.CASES,)
    assert f'"id":"{case.id}"' in say.push.model_dump_json()


def test_the_board_follows_all_that_it_can_tell_of() -> None:
    (board,) = (reaction for reaction in REACTIONS if reaction.name == "moderation:board")
    assert board.of == tuple(TOLD)
    assert board.fleeting
