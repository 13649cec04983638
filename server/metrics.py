"""What a process counts: for Prometheus, read only when somebody asks, and together with other processes."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from prometheus_client import CollectorRegistry, GCCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


class Counts(Collector):
    """Counts by name and label values; those of the hot path are plain dictionaries and numbers."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.deliveries = 0
        self._gauges: list[tuple[str, str, Callable[[], float]]] = []
        self._counters: list[tuple[str, str, Callable[[], float]]] = []
        self.registry = CollectorRegistry(auto_describe=False)
        self.registry.register(self)
        GCCollector(self.registry)

    def gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """A number that goes up and down, read when asked for."""
        self._gauges.append((name, meaning, read))

    def counter(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """A number that only grows, read when asked for."""
        self._counters.append((name, meaning, read))

    def collect(self) -> Iterator[Metric]:
        requests = CounterMetricFamily("souk_requests", "Requests by event.", labels=["event"])
        for event, count in self.requests.items():
            requests.add_metric([event], count)
        yield requests
        refused = CounterMetricFamily("souk_refused", "Refusals by event and code.", labels=["event", "code"])
        for (event, code), count in self.refused.items():
            refused.add_metric([event, code], count)
        yield refused
        yield CounterMetricFamily("souk_deliveries", "Pushes written to sockets.", value=self.deliveries)
        for name, meaning, read in self._counters:
            yield CounterMetricFamily(name, meaning, value=read())
        for name, meaning, read in self._gauges:
            yield GaugeMetricFamily(name, meaning, value=read())


class Tally(Protocol):
    """Figures of several processes, added up."""

    async def tally(self, group: str, own: Sequence[int]) -> Sequence[int]:
        """Note one's own figures, if any; gives how many processes of the group live, then the sum of each figure.

        Raises `seams.StoreAway`.
        """
        ...


WEB, WORKERS = "web", "workers"
"""Groups of processes that note figures: what happened in the last minute, and how many seconds they are behind."""
