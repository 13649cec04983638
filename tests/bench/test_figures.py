"""Whether windows add up to the figures that are shown."""

import pytest

from tests.bench.figures import Figures, Target, noise, shown


def a_window(
    operations: int, cpu: float, *, latencies: list[tuple[int, int]], others: float = 0.0
) -> dict[str, object]:
    return {
        "operations": operations,
        "seconds": 2.0,
        "cpu": {"server": cpu, "mongod": 2 * cpu, "others": others},
        "latencies": latencies,
        "refused": {},
        "lost": 0,
    }


def test_windows_are_added_up() -> None:
    it = Figures.of([a_window(100, 0.01, latencies=[(200, 100)]), a_window(300, 0.09, latencies=[(600, 300)])])
    assert it.per_second == 100
    assert it.cpu_us() == pytest.approx(250)
    assert it.cpu_us("mongod") == pytest.approx(500)
    assert it.mean_ms == pytest.approx(5)
    assert it.busy_percent() == pytest.approx(2.5)


def test_percentiles_count_answers_not_windows() -> None:
    it = Figures.of([a_window(100, 0.01, latencies=[(100, 98), (900, 1), (5000, 1)])])
    assert it.percentile_ms(0.5) == 1
    assert it.percentile_ms(0.99) == 9
    assert it.percentile_ms(1.0) == 50


def test_the_spread_is_between_the_dearest_and_the_cheapest_window() -> None:
    windows = [a_window(100, cost, latencies=[(100, 100)]) for cost in (0.010, 0.011, 0.012)]
    assert Figures.of(windows).spread_percent == pytest.approx(200 / 11)


def test_whatever_was_not_answered_well_is_an_error() -> None:
    window = a_window(100, 0.01, latencies=[(100, 100)]) | {"refused": {"slow_down": 2}, "lost": 1, "unanswered": 1}
    assert Figures.of([window]).error_percent == pytest.approx(4)


def test_deliveries_may_be_what_is_counted() -> None:
    window = a_window(10, 0.01, latencies=[(100, 10)]) | {"deliveries": 1_000}
    assert Figures.of([window], "deliveries").cpu_us() == pytest.approx(10)


def test_a_busy_machine_is_warned_of() -> None:
    calm, busy = (Figures.of([a_window(1, 0.01, latencies=[], others=others)]) for others in (0.0, 2.0))
    assert not noise([calm])
    assert noise([calm, busy])


@pytest.mark.parametrize(("value", "at_most", "met"), [(0.6, True, True), (0.61, True, False), (0.61, False, True)])
def test_a_target_is_met_or_missed(*, value: float, at_most: bool, met: bool) -> None:
    target = Target("CPU", value, 0.6, at_most)
    assert target.met is met
    assert ("MISSED" in str(target)) is not met


@pytest.mark.parametrize(
    ("value", "text"),
    [(12_345.6, "12,346"), (123.4, "123"), (12.34, "12.3"), (1.234, "1.23"), (1_000, "1,000"), ("yes", "yes")],
)
def test_a_figure_has_as_many_digits_as_it_deserves(value: float | str, text: str) -> None:
    assert shown(value) == text
