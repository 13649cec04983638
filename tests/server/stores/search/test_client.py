"""The client while Meilisearch is away, slow or wrong: `unavailable`, and fast."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from models.errors import Code, Refusal
from server.local.ports import is_free
from server.seams import StoreAway, Unindexable
from server.stores.search.client import Meilisearch
from server.stores.search.listings import MeiliListings
from tests.support.listings import a_listing
from tests.support.searching import asking

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
EMPTY = {"hits": [], "estimatedTotalHits": 0, "facetDistribution": {}}


class Stand:
    """A server in the place of Meilisearch that answers as the test says, and counts."""

    def __init__(self) -> None:
        self.asked = 0
        self.answer: Answer = self.empty

    async def empty(self, _: web.BaseRequest) -> web.StreamResponse:
        return web.json_response(EMPTY)

    async def never(self, _: web.BaseRequest) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    def refusing(self, status: int, code: str) -> Answer:
        async def answer(_: web.BaseRequest) -> web.StreamResponse:
            return web.json_response({"message": "no", "code": code, "type": "invalid_request"}, status=status)

        return answer

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked += 1
        return await self.answer(request)


@pytest.fixture
def stand() -> Stand:
    return Stand()


@pytest.fixture
async def listings(stand: Stand) -> AsyncIterator[MeiliListings]:
    runner = web.ServerRunner(web.Server(stand), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession() as session:
        yield MeiliListings(Meilisearch(f"http://127.0.0.1:{port}", "key", session), "listings")
    await runner.cleanup()


async def refusal(listings: MeiliListings) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await listings.find(asking())
    return caught.value


async def test_nobody_there_is_unavailable() -> None:
    port = next(port for port in range(21_000, 32_000) if is_free(port))
    async with aiohttp.ClientSession() as session:
        listings = MeiliListings(Meilisearch(f"http://127.0.0.1:{port}", "key", session), "listings")
        answer = await refusal(listings)
        assert answer.code is Code.UNAVAILABLE
        assert answer.retry_after
        with pytest.raises(StoreAway):
            await listings.write([a_listing()], ())


async def test_no_answer_is_unavailable_and_soon_refused_without_asking(listings: MeiliListings, stand: Stand) -> None:
    stand.answer = stand.never
    answers = await asyncio.gather(*(refusal(listings) for _ in range(3)))
    assert {answer.code for answer in answers} == {Code.UNAVAILABLE}
    assert (await refusal(listings)).code is Code.UNAVAILABLE
    assert stand.asked == 3


@pytest.mark.parametrize("code", ["index_not_found", "invalid_search_filter", "too_many_search_requests"])
async def test_an_index_that_is_not_ready_is_unavailable(listings: MeiliListings, stand: Stand, code: str) -> None:
    stand.answer = stand.refusing(503 if code.startswith("too") else 404, code)
    assert (await refusal(listings)).code is Code.UNAVAILABLE


async def test_a_question_of_ours_that_is_wrong_is_no_outage(listings: MeiliListings, stand: Stand) -> None:
    stand.answer = stand.refusing(400, "invalid_search_limit")
    for _ in range(4):
        with pytest.raises(RuntimeError, match="refused our question"):
            await listings.find(asking())
    assert stand.asked == 4


async def test_a_document_that_is_refused_is_told_from_an_outage(meilisearch: Meilisearch) -> None:
    with pytest.raises(Unindexable):
        await meilisearch.carry_out(lambda client: client.index("any").add_documents([{"id": "not / an id"}], "id"))
    await meilisearch.carry_out(lambda client: client.delete_index("any"))
