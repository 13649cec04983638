"""What the worker counts, in the registry of its process."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.samples import Sample

RELAY = "relay"
"""Name of the duty that follows what is written."""


class WorkerMetrics:
    """One object per worker; label values are names of sinks, duties and jobs, which are few."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.leads = Gauge("souk_worker_leads", "1 while this worker does the duty.", ["duty"], registry=registry)
        self.broken = Counter("souk_worker_duty_broken", "Duties that ended by a fault.", ["duty"], registry=registry)
        self.lag = Gauge(
            "souk_relay_lag_seconds", "Age of the oldest write not handled yet.", ["sink"], registry=registry
        )
        self.batch = Histogram(
            "souk_relay_batch_changes",
            "Changes handled at once.",
            ["sink"],
            buckets=(1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000),
            registry=registry,
        )
        self.retries = Counter("souk_relay_retries", "Tries that a store did not answer.", ["sink"], registry=registry)
        self.resyncs = Counter("souk_relay_resyncs", "Times a sink started afresh.", ["sink"], registry=registry)
        self.refused = Counter("souk_search_refused_documents", "Listings the index refused.", registry=registry)
        self.mended = Counter("souk_search_mended_documents", "Differences the reconciler found.", registry=registry)
        self.unreacted = Counter(
            "souk_reaction_broken", "Documents that a reaction broke on.", ["reaction"], registry=registry
        )
        self.runs = Counter("souk_job_runs", "Runs of jobs.", ["job", "outcome"], registry=registry)
        self.run_seconds = Histogram("souk_job_seconds", "Duration of a run.", ["job"], registry=registry)

    def behind(self) -> int:
        """How many seconds the relay is behind, where it is led by this worker."""
        if not any(sample.value for sample in _samples(self.leads) if sample.labels["duty"] == RELAY):
            return 0
        return round(max((sample.value for sample in _samples(self.lag)), default=0))


def _samples(gauge: Gauge) -> Iterator[Sample]:
    return (sample for metric in gauge.collect() for sample in metric.samples)
