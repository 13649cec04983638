"""Shapes that areas share: what is refused, and what comes out as it went in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from handlers.shapes import Badge, Identifier, Moment, Money, Name, OnceRequest, PageRequest, Point, RequestId
from models import money, place
from models.badge import Level


def test_a_moment_travels_in_utc_with_milliseconds() -> None:
    shanghai = timezone(timedelta(hours=8))
    spoken = TypeAdapter(Moment).dump_json(datetime(2026, 11, 22, 20, 0, 0, 123_456, shanghai))
    assert spoken == b'"2026-11-22T12:00:00.123Z"'
    assert TypeAdapter(Moment).dump_json(datetime(2026, 11, 22, tzinfo=UTC)) == b'"2026-11-22T00:00:00.000Z"'


@given(st.integers(0, money.LARGEST))
def test_money_comes_out_as_it_went_in(amount: int) -> None:
    said = Money.of(money.Money(amount, "CNY")).model_dump_json()
    assert Money.model_validate_json(said, context={"currency": "CNY"}).value() == money.Money(amount, "CNY")


@pytest.mark.parametrize("spelled", ["-1", "9007199254740992", "1.0", '"1"', "true", "null", "1e3"])
def test_amounts_are_whole_numbers_that_every_client_reads_back(spelled: str) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate_json(f'{{"amount":{spelled},"currency":"CNY"}}')


def test_another_currency_is_refused_in_words() -> None:
    with pytest.raises(ValidationError, match="This market trades in CNY"):
        Money.model_validate_json('{"amount":1,"currency":"USD"}', context={"currency": "CNY"})


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_points_keep_longitude_before_latitude(lng: float, lat: float) -> None:
    assert Point.of(place.Point(lng, lat)).value() == place.Point(lng, lat)


@pytest.mark.parametrize(
    "coordinates", ["[181,0]", "[0,91]", "[0]", "[0,0,0]", '["0","0"]', "[NaN,0]", "[null,0]", "{}"]
)
def test_points_off_the_globe_are_refused(coordinates: str) -> None:
    with pytest.raises(ValidationError):
        Point.model_validate_json(f'{{"type":"Point","coordinates":{coordinates}}}')


@pytest.mark.parametrize(("points", "level"), [(0, Level.GREY), (100, Level.BLUE), (500, Level.GOLD)])
def test_a_badge_shows_what_points_have_earned(points: int, level: Level) -> None:
    assert Badge.of(points) == Badge(points=points, level=level)


@pytest.mark.parametrize("text", ["", " ", "a/b", "a.b", "$a", "a" * 65, "é", "a\n"])
def test_identifiers_are_plain(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Identifier).validate_python(text)


@pytest.mark.parametrize(
    ("text", "good"), [("a" * 16, True), ("a" * 64, True), ("a" * 15, False), ("a" * 65, False), ("a b" * 8, False)]
)
def test_request_ids_have_16_to_64_visible_characters(text: str, *, good: bool) -> None:
    adapter = TypeAdapter(RequestId)
    if good:
        assert adapter.validate_python(text) == text
    else:
        with pytest.raises(ValidationError):
            adapter.validate_python(text)


def test_names_are_clean_text() -> None:
    assert TypeAdapter(Name).validate_python("  Cafe\u0301 ") == "Caf\u00e9"
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python("a\u202eb")


class Order(OnceRequest):
    a: int
    b: int = 2


def test_equal_bodies_have_one_fingerprint_whatever_their_order_and_id() -> None:
    one = Order.model_validate_json('{"request_id":"0123456789abcdef","a":1,"b":2}')
    two = Order.model_validate_json('{"b":2,"a":1,"request_id":"fedcba9876543210"}')
    other = Order.model_validate_json('{"request_id":"0123456789abcdef","a":2}')
    assert one.fingerprint == two.fingerprint
    assert one.fingerprint != other.fingerprint


def test_a_page_has_20_unless_told_otherwise() -> None:
    assert PageRequest.model_validate_json("{}").limit == 20
    for limit in ("0", "101", "-1", "1.5"):
        with pytest.raises(ValidationError):
            PageRequest.model_validate_json(f'{{"limit":{limit}}}')
