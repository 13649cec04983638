"""A shop over real stores, with a shelf to fill it."""

from collections.abc import AsyncIterator

import pytest

from handlers.ports import Shop, Work
from server.app import Stores
from server.settings import Settings
from tests.support.stores import Shelf, prepared


@pytest.fixture
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    async with prepared(settings) as opened:
        yield opened


@pytest.fixture
def shop(stores: Stores) -> Shop:
    return stores.shop_for(Work())


@pytest.fixture
def shelf(stores: Stores) -> Shelf:
    return Shelf(stores.committer)
