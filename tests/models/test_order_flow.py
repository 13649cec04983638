"""The table of an order's life: every state has a way out that waits for nobody, and nothing contradicts itself."""

import pytest

from models.order_flow import EDGES, FINAL, By, Due, OrderState, Step, leaving
from models.stock import Move
from tests.support import flow_chart

BY_ITSELF = {By.CLOCK, By.PAYMENTS}
ALIVE = [state for state in OrderState if state not in FINAL]


@pytest.mark.parametrize("state", ALIVE)
def test_every_state_that_is_not_final_has_a_timed_exit_that_needs_no_counterparty(state: OrderState) -> None:
    exits = [it for it in leaving(state) if it.after is not None and it.by in BY_ITSELF and it.target is not state]
    assert exits


@pytest.mark.parametrize("state", ALIVE)
def test_whoever_waits_ends_up_in_a_final_state(state: OrderState) -> None:
    """Following nothing but what happens by itself, from everywhere."""
    seen, waiting = {state}, [state]
    while waiting:
        for edge in leaving(waiting.pop()):
            if edge.after is not None and edge.target not in seen:
                seen.add(edge.target)
                waiting.append(edge.target)
    assert seen & FINAL


@pytest.mark.parametrize("state", sorted(FINAL))
def test_of_final_states_only_a_cancelled_one_is_left_by_money_that_comes_late(state: OrderState) -> None:
    steps = [(edge.step, edge.by) for edge in leaving(state)]
    assert steps == ([(Step.REVIVE, By.PAYMENTS)] if state is OrderState.CANCELLED else [])


def test_every_state_is_reached() -> None:
    assert {edge.target for edge in EDGES} == set(OrderState)


def test_every_step_is_in_the_table() -> None:
    assert {edge.step for edge in EDGES} == set(Step)


def test_nobody_has_two_ways_to_the_same_state_by_one_step() -> None:
    keys = [(edge.source, edge.step, edge.by, edge.target, edge.only) for edge in EDGES]
    assert len(keys) == len(set(keys))


def test_what_happens_by_itself_is_what_has_a_time_or_follows_money() -> None:
    for edge in EDGES:
        assert (edge.after is not None) is (edge.by is By.CLOCK or edge.step is Step.COMPLETE)


def test_units_that_left_the_seller_never_come_back_by_a_refund() -> None:
    for edge in EDGES:
        if edge.stock is Move.RESTOCK:
            assert (edge.source, edge.money) == (OrderState.PAID, Due.REFUND)
        if edge.source in {OrderState.SHIPPED, OrderState.DISPUTED, OrderState.RECEIVED}:
            assert edge.stock is Move.NONE


def test_only_what_was_paid_is_refunded_or_paid_out() -> None:
    unpaid = {None, OrderState.CREATED, OrderState.CANCELLED}
    assert all(edge.source not in unpaid for edge in EDGES if edge.money in {Due.REFUND, Due.SHARE, Due.PAYOUT})


def test_the_page_shows_the_table_as_it_is() -> None:
    assert flow_chart.in_page() == flow_chart.drawn(), "run `python -m tests.support.flow_chart`"
