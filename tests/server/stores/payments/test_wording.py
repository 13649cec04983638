"""Amounts and moments as Alipay spells them, there and back without losing a fen or gaining a second."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import EXPONENTS, LARGEST
from server.stores.payments import wording


@given(st.integers(-LARGEST, LARGEST), st.sampled_from(sorted(EXPONENTS)))
def test_an_amount_comes_back_as_it_was(amount: int, currency: str) -> None:
    assert wording.minor_units(wording.decimal(amount, currency), currency) == amount


@pytest.mark.parametrize(
    ("amount", "currency", "spelled"),
    [(90_000, "CNY", "900.00"), (1, "CNY", "0.01"), (0, "CNY", "0.00"), (90, "JPY", "90")],
)
def test_an_amount_has_all_places_of_its_currency(amount: int, currency: str, spelled: str) -> None:
    assert wording.decimal(amount, currency) == spelled


@pytest.mark.parametrize("text", ["", "x", "1,00", "0.001", "NaN", "Infinity", "1e-5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no amount"):
        wording.money(text, "CNY")


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 (bounds have none)
def test_a_moment_is_told_in_chinese_time_and_never_later_than_it_is(at: datetime) -> None:
    told = wording.parsed_moment(wording.moment(at))
    assert 0 <= (at - told).total_seconds() < 1
