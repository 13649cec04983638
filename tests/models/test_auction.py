"""Bidding: known cases one by one, then what must hold whatever people bid."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.auction import (
    Auction,
    AuctionSale,
    AuctionState,
    Bid,
    Extended,
    Outbid,
    Placed,
    PlacedBid,
    Raised,
    Reserve,
    Standing,
    recomputed,
    resolve,
    retractable,
)
from models.errors import Code, Refusal
from models.ids import AccountId, BidId, ListingId
from models.increments import increment
from models.money import Money
from tests.support.auctions import NOON, SALE, a_bid, after, an_auction, fold, seen

END = SALE.ends_at


def refused(state: Auction, bid: Bid) -> Code:
    with pytest.raises(Refusal) as no:
        resolve(state, bid)
    return no.value.code


def placed(number: int, bid: Bid) -> PlacedBid:
    return PlacedBid(BidId(f"bid-{number}"), 1, ListingId("one"), number, bid, price=0, silent=False, retracted=False)


def test_the_first_bid_leads_at_the_start_price() -> None:
    assert seen(fold(an_auction(), [a_bid("A", 50_00)])) == (10_00, "A")


def test_a_lower_challenger_lifts_the_price_by_one_increment_over_his_bid() -> None:
    assert seen(fold(an_auction(), [a_bid("A", 50_00), a_bid("B", 20_00)])) == (20_50, "A")


def test_of_equal_maxima_the_earlier_leads() -> None:
    state = fold(an_auction(), [a_bid("A", 50_00), a_bid("B", 20_00), a_bid("C", 50_00)])
    assert seen(state) == (50_00, "A")
    assert refused(state, a_bid("D", 50_25)) is Code.BID_TOO_LOW
    assert state.next_minimum == 51_00


def test_a_higher_challenger_leads_one_increment_over_the_leader() -> None:
    bids = [a_bid("A", 50_00), a_bid("B", 20_00), a_bid("C", 50_00), a_bid("D", 60_00)]
    state, facts = after(an_auction(), *bids)
    assert seen(state) == (51_00, "D")
    assert isinstance(facts[-1], Outbid)
    assert facts[-1].loser.bidder.id == "id-A"
    raised, silence = resolve(state, a_bid("D", 90_00))
    assert (seen(raised), silence) == ((51_00, "D"), (Raised(a_bid("D", 1).bidder),))
    assert (raised.bids, raised.ends_at) == (state.bids, state.ends_at)


def test_one_may_win_by_less_than_an_increment() -> None:
    assert seen(fold(an_auction(), [a_bid("A", 50_00), a_bid("B", 20_00), a_bid("C", 50_25)])) == (50_25, "C")


def test_at_127_50_the_least_that_is_accepted_is_130() -> None:
    state = replace(fold(an_auction(), [a_bid("A", 500_00)]), price=127_50)
    assert state.next_minimum == 130_00
    assert refused(state, a_bid("B", 129_99)) is Code.BID_TOO_LOW


def test_nobody_bids_below_the_start() -> None:
    assert refused(an_auction(), a_bid("A", 9_99)) is Code.BID_TOO_LOW


def test_a_leader_does_not_lower_or_repeat_his_maximum() -> None:
    state = fold(an_auction(), [a_bid("A", 50_00)])
    assert refused(state, a_bid("A", 50_00)) is Code.BID_TOO_LOW
    assert refused(state, a_bid("A", 40_00)) is Code.BID_TOO_LOW


def test_a_raised_maximum_is_as_old_as_the_raise() -> None:
    state = fold(an_auction(), [a_bid("A", 50_00), a_bid("B", 80_00), a_bid("A", 80_00)])
    assert seen(state) == (80_00, "B")


def test_a_maximum_that_meets_the_reserve_lifts_the_price_to_it() -> None:
    state = fold(an_auction(reserve=30_00), [a_bid("A", 20_00), a_bid("B", 25_00)])
    assert (seen(state), state.reserve_state) == ((20_50, "B"), Reserve.NOT_MET)
    state = fold(state, [a_bid("C", 40_00)])
    assert (seen(state), state.reserve_state) == ((30_00, "C"), Reserve.MET)


def test_a_leader_who_raises_to_the_reserve_is_seen() -> None:
    state, facts = after(an_auction(reserve=30_00), a_bid("A", 20_00), a_bid("A", 35_00))
    assert seen(state) == (30_00, "A")
    assert [type(fact) for fact in facts] == [Placed, Placed]


def test_who_leads_below_the_reserve_wins_nothing() -> None:
    state = fold(an_auction(reserve=30_00), [a_bid("A", 20_00)]).close(END)
    assert (state.state, state.standing(AccountId("id-A"))) == (AuctionState.UNSOLD, Standing.LOST)


def test_who_leads_at_the_end_wins() -> None:
    state = fold(an_auction(reserve=30_00), [a_bid("A", 20_00), a_bid("B", 40_00)]).close(END)
    assert state.state is AuctionState.SOLD
    assert state.standing(AccountId("id-B")) is Standing.WON
    assert state.standing(AccountId("id-A")) is Standing.LOST


def test_an_auction_is_not_closed_early_or_twice() -> None:
    with pytest.raises(Refusal):
        an_auction().close(END - timedelta(milliseconds=1))
    with pytest.raises(Refusal):
        an_auction().close(END).close(END)


def test_a_lowered_reserve_may_be_met_at_once() -> None:
    state = fold(an_auction(reserve=60_00), [a_bid("A", 40_00), a_bid("B", 20_00)])
    assert state.lower_reserve(30_00).price == 30_00
    assert state.lower_reserve(None).reserve_state is Reserve.NONE
    for higher in (state.lower_reserve, an_auction().lower_reserve):
        with pytest.raises(Refusal):
            higher(60_01)


def test_without_reserve_one_buys_at_once_until_somebody_bids() -> None:
    state = an_auction(buy_now=100_00)
    assert state.buy(NOON, 100_00).price == 100_00
    assert state.buy(NOON, 100_00).state is AuctionState.SOLD
    with pytest.raises(Refusal) as no:
        fold(state, [a_bid("A", 20_00)]).buy(NOON, 100_00)
    assert no.value.code is Code.BUY_NOW_OVER


def test_with_a_reserve_one_buys_at_once_until_it_is_met() -> None:
    state = fold(an_auction(reserve=50_00, buy_now=100_00), [a_bid("A", 20_00)])
    assert state.buy_now_open
    assert not fold(state, [a_bid("B", 60_00)]).buy_now_open


def test_nobody_buys_at_a_price_that_he_did_not_see() -> None:
    with pytest.raises(Refusal) as no:
        an_auction(buy_now=100_00).buy(NOON, 99_00)
    assert no.value.code is Code.AMOUNT_CHANGED


def test_a_late_bid_moves_the_end_and_an_early_one_does_not() -> None:
    late = END - timedelta(seconds=30)
    state, facts = after(an_auction(), a_bid("A", 50_00, END - timedelta(seconds=120)), a_bid("B", 20_00, late))
    assert (state.ends_at, state.extensions) == (late + timedelta(seconds=120), 1)
    assert facts[-1] == Extended(late + timedelta(seconds=120))


def test_without_soft_close_the_end_stays() -> None:
    state, _ = after(an_auction(soft_close_seconds=0), a_bid("A", 50_00, END - timedelta(seconds=1)))
    assert (state.ends_at, state.extensions) == (END, 0)


def test_a_silent_raise_does_not_move_the_end() -> None:
    late = END - timedelta(seconds=10)
    state = fold(an_auction(), [a_bid("A", 50_00), a_bid("A", 60_00, late)])
    assert state.ends_at == END


def test_the_end_moves_by_an_hour_at_most() -> None:
    state, at, amount = an_auction(soft_close_seconds=300), END - timedelta(seconds=1), 20_00
    while at < state.ends_at:
        state, _ = resolve(state, a_bid("AB"[amount // 10_00 % 2], amount, at))
        at, amount = state.ends_at - timedelta(seconds=1), amount + 10_00
        if state.ends_at == state.latest_end:
            break
    assert state.ends_at == END + timedelta(minutes=60)


def test_a_bid_at_the_very_end_comes_too_late() -> None:
    assert refused(an_auction(), a_bid("A", 50_00, END)) is Code.AUCTION_ENDED
    assert refused(an_auction().close(END), a_bid("A", 50_00)) is Code.AUCTION_ENDED


def test_long_before_the_end_all_of_ones_bids_may_go() -> None:
    mine = [placed(1, a_bid("A", 20_00)), placed(2, a_bid("A", 30_00))]
    assert retractable(an_auction(), mine, END - timedelta(hours=12)) == mine


def test_shortly_before_the_end_only_a_fresh_latest_bid_may_go() -> None:
    at = END - timedelta(hours=2)
    mine = [placed(1, a_bid("A", 20_00)), placed(2, a_bid("A", 30_00, at))]
    assert retractable(an_auction(), mine, at + timedelta(minutes=60)) == mine[1:]
    with pytest.raises(Refusal) as no:
        retractable(an_auction(), mine, at + timedelta(minutes=61))
    assert no.value.code is Code.BID_FINAL


def test_nobody_takes_back_what_he_did_not_bid() -> None:
    with pytest.raises(Refusal) as no:
        retractable(an_auction(), [placed(1, a_bid("A", 20_00)).retract()], NOON)
    assert no.value.code is Code.BID_NOT_FOUND


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"start": 0}, "sale.start"),
        ({"reserve": 9_99}, "sale.reserve"),
        ({"buy_now": 10_00}, "sale.buy_now"),
        ({"reserve": 20_00, "buy_now": 20_00}, "sale.buy_now"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(terms: dict[str, int], field: str) -> None:
    amounts = {"start": 10_00, "reserve": None, "buy_now": None, **terms}
    money = {name: None if amount is None else Money(amount, "USD") for name, amount in amounts.items()}
    with pytest.raises(Refusal) as no:
        AuctionSale(**money, ends_at=END, soft_close_seconds=0)  # type: ignore[arg-type]
    assert field in no.value.fields


@pytest.mark.parametrize("days", [0, -1, 31])
def test_an_end_that_is_over_or_too_far_away_is_refused(days: int) -> None:
    with pytest.raises(Refusal) as no:
        Auction.opened(replace(SALE, ends_at=NOON + timedelta(days=days)), NOON)
    assert "sale.ends_at" in no.value.fields


people_and_amounts = some.lists(
    some.tuples(some.sampled_from("ABCDE"), some.integers(1, 80_000), some.integers(0, 7 * 86_400)), max_size=40
)
reserves = some.one_of(some.none(), some.integers(10_00, 500_00))


def bid_all(state: Auction, asked: list[tuple[str, int, int]]) -> tuple[Auction, list[Bid], list[Auction]]:
    """The end, the bids that were accepted, and every state on the way."""
    accepted, states = [], [state]
    for who, amount, second in sorted(asked, key=lambda it: it[2]):
        bid = a_bid(who, amount, NOON + timedelta(seconds=second))
        try:
            state, _ = resolve(state, bid)
        except Refusal:
            continue
        accepted.append(bid)
        states.append(state)
    return state, accepted, states


@given(people_and_amounts, reserves)
def test_the_price_never_falls_and_never_exceeds_the_leading_maximum(
    asked: list[tuple[str, int, int]], reserve: int | None
) -> None:
    _, _, states = bid_all(an_auction(reserve=reserve), asked)
    for before, now in pairwise(states):
        assert before.price <= now.price
        assert now.lead
        assert now.price <= now.lead.maximum
        assert before.ends_at <= now.ends_at <= now.latest_end


@given(people_and_amounts, reserves)
def test_the_accepted_bids_alone_lead_to_the_same_state(asked: list[tuple[str, int, int]], reserve: int | None) -> None:
    opened = an_auction(reserve=reserve)
    state, accepted, _ = bid_all(opened, asked)
    assert fold(opened, accepted) == state
    assert recomputed(state, accepted) == state


@given(people_and_amounts)
def test_the_earliest_of_the_highest_maxima_leads(asked: list[tuple[str, int, int]]) -> None:
    state, accepted, _ = bid_all(an_auction(), asked)
    latest: dict[str, tuple[int, int]] = {}
    for place, bid in enumerate(accepted):
        latest[bid.bidder.id] = (-bid.maximum, place)
    if latest:
        assert state.lead
        assert state.lead.bidder.id == min(latest, key=lambda who: latest[who])


@given(people_and_amounts, reserves, some.sampled_from("ABCDE"))
def test_a_retraction_leaves_the_auction_as_if_the_bids_had_never_been(
    asked: list[tuple[str, int, int]], reserve: int | None, who: str
) -> None:
    opened = an_auction(reserve=reserve, soft_close_seconds=0)
    state, accepted, _ = bid_all(opened, asked)
    others = [bid for bid in accepted if bid.bidder.id != f"id-{who}"]
    again = recomputed(state, others)
    assert replace(again, accepted=len(others)) == fold(opened, others)
    assert again.price <= state.price


@given(people_and_amounts, reserves)
def test_a_challenger_pays_at_most_one_increment_more_than_the_next_best(
    asked: list[tuple[str, int, int]], reserve: int | None
) -> None:
    state, accepted, _ = bid_all(an_auction(reserve=reserve), asked)
    if not state.lead:
        return
    rivals = [bid.maximum for bid in accepted if bid.bidder != state.lead.bidder]
    best = max(rivals, default=0)
    assert state.price <= max(state.start, state.reserve or 0, best + increment(best, "USD"))


def test_an_auction_that_is_called_off_is_nobody_s_and_one_that_is_over_stays_as_it_ended() -> None:
    called_off = after(an_auction(), a_bid("ann", 20_00))[0].call_off()
    assert called_off.state is AuctionState.UNSOLD
    bought = an_auction(buy_now=50_00).buy(NOON, 50_00)
    assert bought.call_off() == bought
