"""An index of the test's own."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from server.settings import Settings
from server.stores.search.client import Meilisearch
from server.stores.search.listings import MeiliListings


@pytest.fixture
async def meilisearch(settings: Settings) -> AsyncIterator[Meilisearch]:
    async with aiohttp.ClientSession() as session:
        server = Meilisearch(settings.search_url, settings.search_key.get_secret_value(), session)
        yield server
        await server.call(lambda client: client.delete_index(settings.search_index))


@pytest.fixture
async def index(settings: Settings, meilisearch: Meilisearch) -> MeiliListings:
    listings = MeiliListings(meilisearch, settings.search_index)
    await listings.prepare()
    return listings
