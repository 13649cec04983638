"""An order moves as the table says and in no other way; who takes part may do what his role may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from models.actor import ANONYMOUS, Permission
from models.errors import Code, Refusal
from models.ids import OrderId, random_id
from models.listing import Delivery
from models.money import LARGEST, Money
from models.order import CODE_TRIES, Order, PaymentState, Totals
from models.order_flow import EDGES, EXTENSION, FINAL, By, Due, OrderState, Step, leaving
from models.stock import HoldState, Move
from tests.support.listings import NOON, SELLER, a_listing
from tests.support.orders import ADDRESS, BOTH, BUYER, CODE, an_order, in_state, move_of, refunded, taken, terms

CNY = "CNY"
LISTING = a_listing(delivery=BOTH, shipping_fee=Money(80, CNY))
DAY = timedelta(days=1)


def refusal(act: Callable[[], object]) -> Code:
    with pytest.raises(Refusal) as no:
        act()
    return no.value.code


def test_an_order_costs_the_price_and_the_shipping() -> None:
    listing = a_listing(price=500, shipping_fee=Money(80, CNY), delivery=BOTH)
    shipped = Order.place(OrderId("o"), listing, BUYER, terms(quantity=3), NOON)
    assert shipped.totals == Totals(Money(1500, CNY), Money(80, CNY))
    met = Order.place(OrderId("o"), listing, BUYER, terms(Delivery.MEETUP), NOON)
    assert (met.totals.total, met.meetup_code) == (Money(500, CNY), CODE)
    agreed = Order.place(OrderId("o"), listing, BUYER, terms(price=Money(400, CNY)), NOON)
    assert agreed.totals.item == Money(400, CNY)


def test_nobody_buys_from_himself() -> None:
    assert refusal(lambda: Order.place(OrderId("o"), a_listing(), SELLER, terms(), NOON)) is Code.LISTING_OWN


def test_what_the_seller_does_not_offer_is_refused() -> None:
    listing = a_listing(delivery=(Delivery.SHIP,))
    place = lambda: Order.place(OrderId("o"), listing, BUYER, terms(Delivery.MEETUP), NOON)  # noqa: E731
    assert refusal(place) is Code.INVALID_PAYLOAD


def test_a_meeting_has_no_address() -> None:
    asked = terms(Delivery.MEETUP, address=ADDRESS)
    assert refusal(lambda: Order.place(OrderId("o"), a_listing(delivery=BOTH), BUYER, asked, NOON))


def test_a_total_that_no_client_can_read_is_refused() -> None:
    assert refusal(lambda: Totals(Money(LARGEST, CNY), Money(1, CNY))) is Code.INVALID_PAYLOAD


@pytest.mark.parametrize("state", OrderState)
def test_only_what_the_table_says_is_possible(state: OrderState) -> None:
    order = in_state(state)
    for step in Step:
        for by in By:
            known = [
                it for it in leaving(state) if (it.step, it.by) == (step, by) and it.only in (None, order.delivery)
            ]
            try:
                after, _ = order.step(step, by, NOON)
            except Refusal:
                assert all(it.only not in (None, order.delivery) for it in known)
                continue
            assert after.version == order.version + 1
            assert after.state in {it.target for it in known} or after.refund


@pytest.mark.parametrize("state", [it for it in OrderState if it is not OrderState.CREATED])
def test_a_step_that_comes_too_late_is_told_where_the_order_stands(state: OrderState) -> None:
    order = in_state(state)
    assert refusal(lambda: order.step(Step.EXPIRE, By.CLOCK, NOON)) is Code[f"ORDER_{state.name}"]
    assert refusal(lambda: order.step(Step.PAY, By.BUYER, NOON)) is Code.ORDER_NOT_PAYABLE


def test_actions_are_the_steps_of_ones_own_role() -> None:
    assert an_order().actions(By.BUYER) == (Step.ADDRESS, Step.PAY, Step.CANCEL)
    assert an_order().actions(By.SELLER) == ()
    assert in_state(OrderState.PAID).actions(By.SELLER) == (Step.CANCEL, Step.SHIP)
    assert taken(an_order(Delivery.MEETUP), (Step.PAY, By.BUYER)).actions(By.SELLER) == (Step.CANCEL, Step.HAND_OVER)
    assert in_state(OrderState.SHIPPED).actions(By.BUYER) == (Step.RECEIVE, Step.EXTEND, Step.DISPUTE)
    assert in_state(OrderState.DISPUTED).actions(By.MODERATOR) == (Step.RESOLVE,)
    assert in_state(OrderState.DISPUTED).actions(None) == ()


def test_without_an_address_nothing_is_shipped_or_paid() -> None:
    order = replace(an_order(), address=None)
    assert Step.PAY not in order.actions(By.BUYER)
    assert refusal(order.begin_payment) is Code.ORDER_NOT_PAYABLE
    told = order.directed(LISTING, Delivery.SHIP, ADDRESS, NOON)
    assert told.totals.shipping == Money(80, CNY)
    assert told.begin_payment().payment.state is PaymentState.PENDING
    assert refusal(lambda: order.directed(LISTING, Delivery.SHIP, None, NOON)) is Code.INVALID_PAYLOAD
    assert (
        refusal(lambda: told.begin_payment().directed(LISTING, Delivery.MEETUP, None, NOON)) is Code.ORDER_NOT_PAYABLE
    )


def test_a_refund_comes_first_and_stock_last() -> None:
    begun, move = in_state(OrderState.PAID).step(Step.CANCEL, By.BUYER, NOON, reason="changed my mind")
    assert (begun.state, begun.payment.state, move) == (OrderState.PAID, PaymentState.REFUNDING, Move.NONE)
    assert begun.actions(By.BUYER) == begun.actions(By.SELLER) == ()
    assert begun.timers() == ()
    assert refusal(lambda: begun.step(Step.SHIP, By.SELLER, NOON)) is Code.ORDER_REFUNDING
    part, move = begun.refunded(Money(1, CNY), NOON)
    assert (part.state, part.payment.state, move) == (OrderState.PAID, PaymentState.REFUNDING, Move.NONE)
    back, move = part.refunded(part.escrowed, NOON)
    assert (back.state, back.payment.state, move) == (OrderState.CANCELLED, PaymentState.REFUNDED, Move.RESTOCK)
    assert (back.history[-1].by, back.history[-1].reason) == (By.BUYER, "changed my mind")
    assert back.payment.refunded == back.totals.total


def test_a_part_that_is_given_back_leaves_the_order_where_it_is() -> None:
    order, move = in_state(OrderState.SHIPPED).refunded(Money(100, CNY), NOON)
    assert (order.state, order.payment, move) == (
        OrderState.SHIPPED,
        replace(order.payment, state=PaymentState.PAID, refunded=Money(100, CNY)),
        Move.NONE,
    )
    assert refusal(lambda: order.refunded(order.totals.total, NOON)) is Code.ORDER_REFUNDED


def test_money_that_comes_late_revives_what_was_not_paid_and_nothing_else() -> None:
    assert move_of(in_state(OrderState.CANCELLED), Step.REVIVE, By.PAYMENTS) is Move.RETAKE
    back = refunded(in_state(OrderState.PAID).step(Step.CANCEL, By.SELLER, NOON)[0])
    assert refusal(lambda: back.step(Step.REVIVE, By.PAYMENTS, NOON)) is Code.ORDER_CANCELLED


def test_the_seller_shows_that_he_met_the_buyer() -> None:
    order = taken(an_order(Delivery.MEETUP), (Step.PAY, By.BUYER))
    assert refusal(lambda: order.handed_over("999999", NOON)) is Code.HANDOVER_CODE_WRONG
    assert order.handed_over(CODE, NOON)[0].state is OrderState.RECEIVED
    for _ in range(CODE_TRIES):
        order = order.mistaken()
    assert refusal(lambda: order.handed_over(CODE, NOON)) is Code.HANDOVER_CODE_LOCKED
    assert order.actions(By.SELLER) == (Step.CANCEL,)
    assert order.step(Step.RECEIVE, By.BUYER, NOON)[0].state is OrderState.RECEIVED


def test_the_time_to_receive_is_extended_once() -> None:
    order = in_state(OrderState.SHIPPED)
    (before,) = order.timers()
    extended, _ = order.step(Step.EXTEND, By.BUYER, NOON + DAY)
    assert extended.timers()[0].at == before.at + EXTENSION
    assert refusal(lambda: extended.step(Step.EXTEND, By.BUYER, NOON + 2 * DAY)) is Code.ORDER_EXTENDED
    assert Step.EXTEND not in extended.actions(By.BUYER)


def test_a_seller_who_answers_is_not_decided_against_by_the_clock_before_the_last_day() -> None:
    order = in_state(OrderState.DISPUTED)
    assert [timer.step for timer in order.timers()] == [Step.DEFAULT, Step.CLOSE_DISPUTE]
    answered, _ = order.step(Step.DISPUTE, By.SELLER, NOON + DAY, reason="It was whole when I sent it.")
    assert [timer.step for timer in answered.timers()] == [Step.CLOSE_DISPUTE]
    assert refusal(lambda: answered.step(Step.DISPUTE, By.SELLER, NOON)) is Code.ORDER_ANSWERED


def test_what_was_done_by_a_slow_clock_is_done() -> None:
    """The processes that carry out two steps may differ by a second in what time it is."""
    order, slow = in_state(OrderState.DISPUTED), NOON - timedelta(seconds=1)
    answered, _ = order.step(Step.DISPUTE, By.SELLER, slow, reason="It was whole when I sent it.")
    assert [timer.step for timer in answered.timers()] == [Step.CLOSE_DISPUTE]
    assert refusal(lambda: answered.step(Step.DISPUTE, By.SELLER, NOON)) is Code.ORDER_ANSWERED


def test_a_moderator_decides_either_way() -> None:
    order = in_state(OrderState.DISPUTED)
    freed, _ = order.step(Step.RESOLVE, By.MODERATOR, NOON, target=OrderState.RECEIVED)
    assert (freed.state, freed.refund) == (OrderState.RECEIVED, None)
    back, _ = order.step(Step.RESOLVE, By.MODERATOR, NOON, target=OrderState.REFUNDED)
    assert refunded(back).state is OrderState.REFUNDED


def test_a_moderator_may_divide_what_is_held_and_the_buyer_s_share_goes_back_first() -> None:
    order = in_state(OrderState.DISPUTED)
    begun = order.divided(Money(300, CNY), NOON, "A scratch.")
    assert (begun.state, begun.payment.state) == (OrderState.DISPUTED, PaymentState.REFUNDING)
    part, _ = begun.refunded(Money(100, CNY), NOON)
    assert part.refund
    assert (part.state, part.refund.amount) == (OrderState.DISPUTED, Money(200, CNY))
    done, move = part.refunded(Money(200, CNY), NOON)
    assert (done.state, done.payment.state, done.refund, move) == (
        OrderState.RECEIVED, PaymentState.PAID, None, Move.NONE
    )  # fmt: skip
    assert done.escrowed == done.totals.total.minus(Money(300, CNY))
    assert (done.history[-1].by, done.history[-1].reason) == (By.MODERATOR, "A scratch.")


@pytest.mark.parametrize("share", [Money(0, CNY), in_state(OrderState.DISPUTED).escrowed, Money(1, "USD")])
def test_what_is_divided_leaves_something_to_both(share: Money) -> None:
    order = in_state(OrderState.DISPUTED)
    assert refusal(lambda: order.divided(share, NOON, "because")) is Code.INVALID_PAYLOAD
    assert refusal(lambda: in_state(OrderState.SHIPPED).divided(share, NOON, "because")) is Code.ORDER_SHIPPED


def test_the_seller_is_reminded_once_before_the_order_lapses() -> None:
    order = in_state(OrderState.PAID)
    assert [timer.step for timer in order.timers()] == [Step.REMIND, Step.LAPSE]
    assert order.next_exit == order.timers()[1]
    reminded, move = order.step(Step.REMIND, By.CLOCK, NOON + 3 * DAY)
    assert ([timer.step for timer in reminded.timers()], move) == ([Step.LAPSE], Move.NONE)
    assert reminded.entered_at == order.entered_at


def test_roles_are_those_of_the_parties_and_of_moderators() -> None:
    order = an_order()
    assert order.role_of(replace(ANONYMOUS, account_id=BUYER.id)) is By.BUYER
    assert order.role_of(replace(ANONYMOUS, account_id=SELLER.id)) is By.SELLER
    assert order.role_of(replace(ANONYMOUS, permissions=frozenset({Permission.MARKET_MODERATE}))) is By.MODERATOR
    assert order.role_of(ANONYMOUS) is None


class Life(RuleBasedStateMachine):
    """Everybody tries everything at any time; whatever happens, the order stays true to the table."""

    @initialize(delivery=some.sampled_from(Delivery))
    def begin(self, delivery: Delivery) -> None:
        self.order, self.now = an_order(delivery, id=OrderId(random_id())), NOON
        self.moves = [Move.HOLD]

    @rule(step=some.sampled_from(Step), by=some.sampled_from(By), into=some.sampled_from([None, *OrderState]))
    def try_a_step(self, step: Step, by: By, into: OrderState | None) -> None:
        self._try(lambda: self.order.step(step, by, self.now, target=into))

    @rule(share=some.integers(1, 99))
    def a_moderator_divides(self, share: int) -> None:
        amount = Money(self.order.escrowed.amount * share // 100, CNY)
        self._try(lambda: (self.order.divided(amount, self.now, "because"), Move.NONE))

    @rule(share=some.integers(1, 100))
    def money_comes_back(self, share: int) -> None:
        amount = Money(self.order.escrowed.amount * share // 100, CNY)
        if self.order.payment.state in {PaymentState.PAID, PaymentState.REFUNDING}:
            self._try(lambda: self.order.refunded(amount, self.now))

    @rule(hours=some.integers(1, 24 * 12))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        step = next((timer.step for timer in self.order.timers() if timer.at <= self.now), None)
        if step:
            self._try(lambda: self.order.step(step, By.CLOCK, self.now))

    @rule()
    def the_cashier_opens(self) -> None:
        self._try(lambda: (self.order.begin_payment(), Move.NONE))

    def _try(self, act: Callable[[], tuple[Order, Move]]) -> None:
        before = self.order
        try:
            self.order, move = act()
        except Refusal:
            return
        assert self.order.version == before.version + 1
        self.moves += [move] if move is not Move.NONE else []

    @invariant()
    def the_history_is_a_walk_through_the_table(self) -> None:
        if not hasattr(self, "order"):
            return
        places = [None, *(entry.target for entry in self.order.history)]
        assert [entry.source for entry in self.order.history] == places[:-1]
        assert places[-1] is self.order.state
        walk = {(it.source, it.step, it.by, it.target) for it in EDGES}
        assert all((it.source, it.step, it.by, it.target) in walk for it in self.order.history)

    @invariant()
    def its_units_and_its_money_agree_with_its_state(self) -> None:
        if not hasattr(self, "order"):
            return
        order = self.order
        assert order.hold.state is {
            OrderState.CREATED: HoldState.HELD,
            OrderState.CANCELLED: HoldState.RELEASED,
        }.get(order.state, HoldState.SOLD)
        taken_units = sum(1 for move in self.moves if move in {Move.HOLD, Move.RETAKE})
        returned = sum(1 for move in self.moves if move in {Move.RELEASE, Move.RESTOCK})
        assert taken_units - returned == (order.hold.state is not HoldState.RELEASED)
        assert order.payment.refunded.amount <= order.totals.total.amount
        assert (order.refund is not None) is (order.payment.state is PaymentState.REFUNDING)

    @invariant()
    def there_is_always_a_way_on_that_waits_for_nobody(self) -> None:
        if hasattr(self, "order") and self.order.state not in FINAL and not self.order.refund:
            paid_out = any(edge.money is Due.PAYOUT for edge in leaving(self.order.state))
            assert self.order.next_exit or paid_out


TestLife = Life.TestCase
