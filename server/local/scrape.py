"""One page with the metrics of all processes, each sample with a `process` label."""

from collections.abc import AsyncIterator, Iterable, Mapping

import aiohttp
from aiohttp import web
from prometheus_client import Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

_SECONDS = aiohttp.ClientTimeout(total=2)


class _Merged(Collector):
    """Families of the same name, put together; what a registry is to `generate_latest`."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self._families: dict[str, Metric] = {}
        for process, text in pages.items():
            for family in text_string_to_metric_families(text):
                merged = self._families.setdefault(
                    family.name, Metric(family.name, family.documentation, family.type, family.unit)
                )
                merged.samples += [
                    sample._replace(labels={"process": process, **sample.labels}) for sample in family.samples
                ]

    def collect(self) -> Iterable[Metric]:
        return self._families.values()


def merged(pages: Mapping[str, str]) -> bytes:
    """The pages of several processes as one, each sample labelled with its process."""
    return generate_latest(_Merged(pages))


class MetricsPage:
    """Serves the merged page on a loopback port; a process that does not answer is left out."""

    def __init__(self, port: int, addresses: Mapping[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}/metrics"
        self._port = port
        self._addresses = addresses

    async def __aenter__(self) -> None:
        page = web.Application()
        page.router.add_get("/metrics", self._answer)
        self._session = aiohttp.ClientSession(timeout=_SECONDS)
        self._runner = web.AppRunner(page, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()

    async def __aexit__(self, *problem: object) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def _answer(self, _: web.Request) -> web.Response:
        pages = {process: text async for process, text in self._pages()}
        return web.Response(body=merged(pages), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _pages(self) -> AsyncIterator[tuple[str, str]]:
        for process, address in self._addresses.items():
            try:
                async with self._session.get(address) as answer:
                    yield process, await answer.text()
            except (aiohttp.ClientError, TimeoutError):
                continue
