"""Errands: written whole or not at all, announced, and run anew when somebody else was faster."""

from collections.abc import AsyncIterator

import pytest

from handlers.listings import pushes
from handlers.ports import Shop
from models.errors import Code, Refusal
from models.ids import ListingId
from server.app import Stores
from server.errands import CommittedErrands
from server.seams import VersionConflict
from server.settings import Settings
from tests.server.jobs.conftest import Heard
from tests.support.listings import a_listing
from tests.support.stores import Shelf, prepared


@pytest.fixture
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    async with prepared(settings) as opened:
        yield opened


async def withdraw(shop: Shop, listing_id: ListingId) -> None:
    listing = await shop.listings.find(listing_id)
    assert listing
    withdrawn = listing.withdraw()
    shop.work.save(withdrawn, pushes.withdrawn(withdrawn))


async def test_an_errand_is_written_announced_and_followed_by_its_effects(stores: Stores) -> None:
    heard, listing, done = Heard(), a_listing(), []
    await Shelf(stores.committer).put(listing)

    async def piece(shop: Shop) -> str:
        async def effect() -> None:
            done.append("effect")

        await withdraw(shop, listing.id)
        shop.work.afterwards(effect)
        return "result"

    assert await CommittedErrands(stores.shop_for, stores.committer, heard).run(piece) == "result"
    assert heard.versions == [(listing.id, 2)]
    assert done == ["effect"]


async def test_an_errand_that_somebody_was_faster_than_runs_anew(stores: Stores) -> None:
    listing, tries = a_listing(), 0
    shelf = Shelf(stores.committer)
    await shelf.put(listing)

    async def piece(shop: Shop) -> None:
        nonlocal tries
        tries += 1
        await withdraw(shop, listing.id)
        if tries == 1:
            await shelf.change(listing)

    await CommittedErrands(stores.shop_for, stores.committer, Heard()).run(piece)
    stored = await stores.listings.find(listing.id)
    assert stored
    assert (tries, stored.version) == (2, 3)


async def test_a_refusal_writes_nothing(stores: Stores) -> None:
    listing = a_listing()
    await Shelf(stores.committer).put(listing)

    async def piece(shop: Shop) -> None:
        await withdraw(shop, listing.id)
        raise Refusal(Code.LISTING_SOLD)

    with pytest.raises(Refusal):
        await CommittedErrands(stores.shop_for, stores.committer, Heard()).run(piece)
    assert await stores.listings.find(listing.id) == listing


async def test_an_errand_gives_up_when_somebody_is_always_faster(stores: Stores) -> None:
    listing = a_listing()
    await Shelf(stores.committer).put(listing)

    async def piece(shop: Shop) -> None:
        shop.work.save(a_listing())

    with pytest.raises(VersionConflict):
        await CommittedErrands(stores.shop_for, stores.committer, Heard()).run(piece)


async def test_an_announcer_that_is_away_fails_no_errand(stores: Stores) -> None:
    listing = a_listing()
    await Shelf(stores.committer).put(listing)

    async def piece(shop: Shop) -> None:
        await withdraw(shop, listing.id)

    await CommittedErrands(stores.shop_for, stores.committer, Heard(away=True)).run(piece)
    stored = await stores.listings.find(listing.id)
    assert stored
    assert stored.version == 2
