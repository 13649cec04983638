"""Stores of the test's own, object store included."""

from collections.abc import AsyncIterator

import pytest

from server.app import Stores
from server.settings import Settings
from tests.support.stores import prepared


@pytest.fixture
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    async with prepared(settings) as opened:
        await opened.objects.prepare_bucket([])
        yield opened
