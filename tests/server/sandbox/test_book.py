"""The sandbox's book: trades move one way, money comes once and goes back as often as it came at most."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.sandbox.book import CLOSED, FINISHED, PAID, WAITING, Book, Refused, Trade


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    it = Book(tmp_path / "book.sqlite")
    yield it
    it.close_file()


def opened(book: Book, number: str = "o_1", *, seconds: float = 60) -> Trade:
    return book.open(number, "bicycle", 900, "CNY", time.time() + seconds, "http://market/notify")


def refusal(call: object, *arguments: object) -> str:
    with pytest.raises(Refused) as no:
        call(*arguments)  # type: ignore[operator]
    return no.value.sub_code


def test_opening_again_changes_nothing(book: Book) -> None:
    assert opened(book) == opened(book)
    assert opened(book).state == WAITING


def test_a_trade_is_paid_once(book: Book) -> None:
    opened(book)
    assert book.pay("o_1").state == PAID
    assert refusal(book.pay, "o_1") == "ACQ.TRADE_HAS_SUCCESS"
    assert refusal(book.close, "o_1") == "ACQ.TRADE_HAS_SUCCESS"
    assert [movement.amount for movement in book.movements()] == [900]


def test_what_is_closed_is_paid_only_by_a_slow_bank(book: Book) -> None:
    opened(book)
    assert book.close("o_1").state == CLOSED
    assert refusal(book.pay, "o_1") == "ACQ.TRADE_HAS_CLOSE"
    assert refusal(book.close, "o_1") == "ACQ.TRADE_STATUS_ERROR"
    assert book.pay("o_1", late=True).state == PAID


def test_a_trade_that_nobody_paid_in_time_is_closed(book: Book) -> None:
    assert opened(book, seconds=-1).state == CLOSED


def test_refunds_are_told_apart_by_their_number(book: Book) -> None:
    opened(book)
    assert refusal(book.refund, "o_1", "r1", 100) == "ACQ.TRADE_STATUS_ERROR"
    book.pay("o_1")
    assert book.refund("o_1", "r1", 100)
    assert not book.refund("o_1", "r1", 100)
    assert refusal(book.refund, "o_1", "r1", 200) == "ACQ.DISCORDANT_REPEAT_REQUEST"
    assert refusal(book.refund, "o_1", "r2", 801) == "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
    assert book.trade("o_1").state == PAID
    assert book.refund("o_1", "r2", 800)
    assert book.trade("o_1").state == CLOSED
    assert [movement.amount for movement in book.movements()] == [900, -100, -800]


def test_a_finished_trade_is_not_refunded(book: Book) -> None:
    opened(book)
    book.pay("o_1")
    assert book.finish("o_1").state == FINISHED
    assert refusal(book.refund, "o_1", "r1", 100) == "ACQ.TRADE_HAS_FINISHED"


def test_an_unknown_trade_is_refused(book: Book) -> None:
    assert refusal(book.trade, "o_2") == "ACQ.TRADE_NOT_EXIST"


def test_notices_wait_until_they_are_heard_also_over_a_restart(book: Book, tmp_path: Path) -> None:
    book.queue(opened(book), {"notify_id": "n1"}, 10.0)
    assert book.queued(9.0) == []
    again = Book(tmp_path / "book.sqlite")
    (notice,) = again.queued(10.0)
    again.missed(notice, 20.0)
    assert (again.next_notice(), again.queued(20.0)[0].tries) == (20.0, 1)
    again.held(notice, 30.0)
    assert again.next_notice() == 30.0
    again.delivered(notice)
    assert again.next_notice() is None
    assert [told["acked"] for told in book.notices()] == [1]
    again.close_file()
