"""Listings in Meilisearch: the questions that are asked of the index, and the ways it is written."""

from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from importlib.resources import files
from typing import Any

import aiohttp
import orjson
from meilisearch.models.task import TaskInfo

from handlers.ports import SearchQuery, SearchResult, Sort
from models.errors import Code, Refusal
from models.ids import ListingId
from models.listing import Listing
from server.seams import StoreAway
from server.settings import Settings
from server.stores.search import filters
from server.stores.search.client import Meilisearch
from server.stores.search.documents import SHAPE, to_document

SETTINGS: Mapping[str, Any] = orjson.loads((files(__package__) / "settings.json").read_bytes())
"""Words are near one another when they stand in the same attribute: titles are short, and counting the words between
them costs the index a third more CPU a document (measured in tasks of 2,000: 126-180 us against 88-118)."""

_LOCALES = SETTINGS["localizedAttributes"][0]["locales"]
_FACETS = [facet.value for facet in filters.Facet]
_SORTS = {Sort.NEWEST: "published_at:desc", Sort.PRICE: "price:asc", Sort.PRICE_DOWN: "price:desc"}
_RETRY_SECONDS = 2.0
_TASKS_UNDER_WAY = 8


def question(query: SearchQuery) -> dict[str, Any]:
    """The body of one search; only ids come back."""
    asked = {
        "q": query.words,
        "locales": _LOCALES,
        "filter": filters.of(query),
        "facets": _FACETS,
        "attributesToRetrieve": ["id"],
        "offset": (query.page - 1) * query.limit,
        "limit": query.limit,
    }
    if query.sort is Sort.NEAREST and query.near:
        asked["sort"] = [filters.nearest(query.near)]
    elif order := _SORTS.get(query.sort):
        asked["sort"] = [order]
    return asked


class MeiliListings:
    """Reads for `search:query`, writes for the one worker that leads the relay."""

    def __init__(self, server: Meilisearch, index: str) -> None:
        self._server = server
        self._index = index
        self._next = f"{index}_next"

    async def find(self, query: SearchQuery) -> SearchResult:
        """Refuses with `unavailable` when the index does not answer in time, or is not there yet."""
        try:
            answer = await self._server.search(self._index, question(query))
        except StoreAway as away:
            raise Refusal(Code.UNAVAILABLE, "Search is away; try again soon.", retry_after=_RETRY_SECONDS) from away
        ids = tuple(ListingId(hit["id"]) for hit in answer["hits"])
        return SearchResult(ids, answer["estimatedTotalHits"], answer["facetDistribution"])

    async def prepare(self) -> None:
        """Create the index if it is not there, and give it its settings if they differ."""
        await self._prepare(self._index)

    async def _prepare(self, index: str) -> None:
        try:
            current = await self._server.call(lambda client: client.index(index).get_settings())
        except StoreAway:
            await self._server.carry_out(lambda client: client.create_index(index, {"primaryKey": "id"}))
            current = {}
        if not _agrees(current, SETTINGS):
            await self._server.carry_out(lambda client: client.index(index).update_settings(dict(SETTINGS)))

    async def write(self, listings: Sequence[Listing], gone: Sequence[ListingId]) -> None:
        """Put these in whole, take those out; returns once searches see it. Raises Unindexable or StoreAway."""
        tasks = []
        if listings:
            tasks.append(await self._add(self._index, listings))
        if gone:
            path = f"indexes/{self._index}/documents/delete-batch"
            tasks.append(await self._server.call(lambda client: TaskInfo(**client.http.post(path, orjson.dumps(gone)))))
        for task in tasks:
            await self._server.finish(task.task_uid)

    async def _add(self, index: str, listings: Sequence[Listing]) -> TaskInfo:
        documents = [to_document(listing) for listing in listings]
        return await self._server.call(lambda client: client.index(index).add_documents(documents, "id"))

    async def versions(self, listing_ids: Sequence[ListingId]) -> Mapping[ListingId, int]:
        """Those of the listings that the index holds, with their versions; 0 for one of an older shape."""
        asked = {"ids": list(listing_ids), "fields": ["id", "version", "shape"], "limit": len(listing_ids)}
        held = await self._fetch(asked) if listing_ids else []
        return {ListingId(row["id"]): row["version"] if row.get("shape") == SHAPE else 0 for row in held}

    async def page(self, skip: int, limit: int) -> Sequence[ListingId]:
        """Some of the ids in the index, in its own order."""
        rows = await self._fetch({"fields": ["id"], "offset": skip, "limit": limit})
        return [ListingId(row["id"]) for row in rows]

    async def _fetch(self, asked: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        answer = await self._server.call(lambda client: client.index(self._index).get_documents(dict(asked)))
        return [dict(document) for document in answer.results]

    async def rebuild(self, pages: AsyncIterator[Sequence[Listing]]) -> None:
        """Fill a new index and swap it in; searches see the old one until then, and never a half-filled one."""
        await self.prepare()
        await self._drop(self._next)
        await self._prepare(self._next)
        under_way: deque[int] = deque()
        async for listings in pages:
            under_way.append((await self._add(self._next, listings)).task_uid)
            if len(under_way) > _TASKS_UNDER_WAY:
                await self._server.finish(under_way.popleft())
        for task in under_way:
            await self._server.finish(task)
        swap = {"indexes": [self._index, self._next]}
        await self._server.carry_out(lambda client: client.swap_indexes([swap]))
        await self._drop(self._next)

    async def _drop(self, index: str) -> None:
        task = await self._server.call(lambda client: client.delete_index(index))
        with suppress(StoreAway):  # there was none
            await self._server.finish(task.task_uid)


async def prepare(settings: Settings) -> None:
    """Make the index what this version needs; part of `migrate`, and harmless at any time."""
    async with aiohttp.ClientSession() as session:
        server = Meilisearch(settings.search_url, settings.search_key.get_secret_value(), session)
        await MeiliListings(server, settings.search_index).prepare()


def _agrees(current: object, wanted: object) -> bool:
    """Whether the wanted settings hold; what we do not set may be anything."""
    if isinstance(wanted, Mapping):
        return isinstance(current, Mapping) and all(_agrees(current.get(key), wanted[key]) for key in wanted)
    return current == wanted
