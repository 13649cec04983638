"""What the worker tells Prometheus."""

from prometheus_client import CollectorRegistry, generate_latest

from server.jobs.metrics import WorkerMetrics


def test_every_metric_has_our_prefix_and_a_meaning() -> None:
    registry = CollectorRegistry()
    metrics = WorkerMetrics(registry)
    metrics.lag.labels("index").set(0.5)
    metrics.batch.labels("index").observe(12)
    page = generate_latest(registry).decode()
    assert 'souk_relay_lag_seconds{sink="index"} 0.5' in page
    assert 'souk_relay_batch_changes_bucket{le="30.0",sink="index"} 1.0' in page
    families = list(registry.collect())
    assert all(family.name.startswith("souk_") and family.documentation for family in families)


def test_two_workers_of_one_process_have_registries_of_their_own() -> None:
    WorkerMetrics(CollectorRegistry())
    WorkerMetrics(CollectorRegistry())
