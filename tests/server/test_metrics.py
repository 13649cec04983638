"""What a process tells Prometheus."""

from prometheus_client import generate_latest

from server.metrics import Counts


def test_counts_are_told_with_their_labels() -> None:
    counts = Counts()
    counts.requests["listing:publish"] += 2
    counts.refused["listing:publish", "slow_down"] += 1
    counts.deliveries += 5
    told = generate_latest(counts.registry).decode()
    assert 'souk_requests_total{event="listing:publish"} 2.0' in told
    assert 'souk_refused_total{code="slow_down",event="listing:publish"} 1.0' in told
    assert "souk_deliveries_total 5.0" in told


def test_numbers_are_read_when_somebody_asks() -> None:
    counts, sockets = Counts(), [3, 4]
    counts.gauge("souk_sockets", "Open sockets.", lambda: len(sockets))
    counts.counter("souk_commits", "Documents written.", lambda: sum(sockets))
    sockets.append(5)
    told = generate_latest(counts.registry).decode()
    assert "souk_sockets 3.0" in told
    assert "souk_commits_total 12.0" in told


def test_each_process_has_a_registry_of_its_own() -> None:
    one, other = Counts(), Counts()
    one.deliveries = 1
    assert "souk_deliveries_total 0.0" in generate_latest(other.registry).decode()
