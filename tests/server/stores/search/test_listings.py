"""The index on a real Meilisearch: words in two languages, filters, facets, orders, distances, rebuilding."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from handlers.ports import SearchQuery, Sort
from models.ids import CategoryId, ListingId, random_id
from models.listing import Condition, Listing
from models.money import LARGEST
from models.place import Point
from server.settings import Settings
from server.stores.search.client import Meilisearch
from server.stores.search.listings import MeiliListings, prepare
from tests.support.listings import NOON, a_listing
from tests.support.searching import asking

SHANGHAI, SUZHOU, BEIJING = Point(121.4737, 31.2304), Point(120.5853, 31.2989), Point(116.4074, 39.9042)

PHONE = a_listing(
    title="二手苹果手机 iPhone 13 国行",
    description="电池健康 88%",
    category=CategoryId("phones"),
    attributes={"network": "unlocked"},
    brand="Apple",
    condition=Condition.GOOD,
    price=300_000,
    at=SHANGHAI,
    published_at=NOON,
)
BICYCLE = a_listing(price=90_000, at=BEIJING, town="北京", published_at=NOON + timedelta(hours=1))
FOLDER = a_listing(
    title="捷安特折叠自行车",
    description="九成新",
    condition=Condition.FAIR,
    price=60_000,
    at=SUZHOU,
    town="苏州",
    published_at=NOON + timedelta(hours=2),
)
ALL = (PHONE, BICYCLE, FOLDER)


@pytest.fixture
async def market(index: MeiliListings) -> MeiliListings:
    await index.write(ALL, ())
    return index


async def found(index: MeiliListings, query: SearchQuery) -> list[Listing]:
    ids = (await index.find(query)).ids
    return [next(it for it in ALL if it.id == listing_id) for listing_id in ids]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("手机", PHONE),
        ("苹果手机", PHONE),
        ("iphone", PHONE),
        ("iphnoe", PHONE),
        ("电池", PHONE),
        ("无锁", PHONE),
        ("unlocked phone", PHONE),
        ("mountian bicyle", BICYCLE),
        ("shimano", BICYCLE),
        ("折叠", FOLDER),
        ("捷安特", FOLDER),
        ("苏州", FOLDER),
    ],
)
async def test_words_of_both_languages_find_it_with_their_typing_errors(
    market: MeiliListings, words: str, expected: Listing
) -> None:
    assert (await found(market, asking(words)))[0] is expected


async def test_a_thing_is_found_by_the_name_of_its_category_in_the_other_language(market: MeiliListings) -> None:
    assert {it.id for it in await found(market, asking("自行车"))} == {BICYCLE.id, FOLDER.id}


async def test_no_word_finds_everything_newest_first(market: MeiliListings) -> None:
    assert await found(market, asking()) == [FOLDER, BICYCLE, PHONE]


async def test_orders(market: MeiliListings) -> None:
    assert await found(market, asking(sort=Sort.NEWEST)) == [FOLDER, BICYCLE, PHONE]
    assert await found(market, asking(sort=Sort.PRICE)) == [FOLDER, BICYCLE, PHONE]
    assert await found(market, asking(sort=Sort.PRICE_DOWN)) == [PHONE, BICYCLE, FOLDER]
    assert await found(market, asking(sort=Sort.NEAREST, near=SHANGHAI)) == [PHONE, FOLDER, BICYCLE]


async def test_filters(market: MeiliListings) -> None:
    assert await found(market, asking(categories=(CategoryId("phones"), CategoryId("audio")))) == [PHONE]
    assert await found(market, asking(brand="giant")) == [FOLDER, BICYCLE]
    assert await found(market, asking(condition=Condition.FAIR)) == [FOLDER]
    assert await found(market, asking(price_min=60_001, price_max=90_000)) == [BICYCLE]
    assert await found(market, asking(price_min=60_000, price_max=60_000)) == [FOLDER]
    assert await found(market, asking(near=SHANGHAI, radius_m=120_000)) == [FOLDER, PHONE]
    assert await found(market, asking("自行车", near=SHANGHAI, radius_m=120_000)) == [FOLDER]


async def test_the_greatest_price_is_kept_exactly(market: MeiliListings) -> None:
    dear = a_listing(price=LARGEST)
    await market.write([dear], ())
    assert (await market.find(asking(price_min=LARGEST))).ids == (dear.id,)
    assert (await market.find(asking(price_max=LARGEST - 1))).total == len(ALL)


async def test_facets_count_what_was_found(market: MeiliListings) -> None:
    answer = await market.find(asking("自行车"))
    assert answer.total == 2
    assert answer.facets == {
        "category": {"bicycles": 2},
        "brand": {"Giant": 2},
        "condition": {"like_new": 1, "fair": 1},
    }


async def test_pages_follow_one_another(market: MeiliListings) -> None:
    pages = [await found(market, asking(limit=2, page=page)) for page in (1, 2, 3)]
    assert pages == [[FOLDER, BICYCLE], [PHONE], []]


async def test_what_is_written_again_is_replaced_and_what_is_gone_is_not_found(market: MeiliListings) -> None:
    await market.write([a_listing(title="Skateboard")], [BICYCLE.id, FOLDER.id])
    assert (await market.find(asking("自行车"))).total == 1  # the skateboard is among the bicycles
    assert await found(market, asking("手机")) == [PHONE]


async def test_versions_and_pages_tell_what_the_index_holds(market: MeiliListings) -> None:
    stranger = ListingId(random_id())
    assert await market.versions([PHONE.id, stranger]) == {PHONE.id: 1}
    assert {*await market.page(0, 2), *await market.page(2, 2)} == {it.id for it in ALL}
    assert await market.page(3, 2) == []


async def test_a_document_of_an_older_shape_has_version_0(
    market: MeiliListings, meilisearch: Meilisearch, settings: Settings
) -> None:
    old = [{"id": PHONE.id, "shape": 0}]
    await meilisearch.carry_out(lambda client: client.index(settings.search_index).update_documents(old))
    assert await market.versions([PHONE.id, BICYCLE.id]) == {PHONE.id: 0, BICYCLE.id: 1}


async def test_preparing_again_changes_nothing(settings: Settings, meilisearch: Meilisearch) -> None:
    async def tasks() -> int:
        asked = {"indexUids": [settings.search_index]}
        return (await meilisearch.call(lambda client: client.get_tasks(asked))).total

    await prepare(settings)
    before = await tasks()
    await prepare(settings)
    assert await tasks() == before == 2


async def test_rebuilding_leaves_what_the_pages_hold_and_nothing_else(market: MeiliListings) -> None:
    async def pages() -> AsyncIterator[Sequence[Listing]]:
        for _ in range(10):
            yield [a_listing() for _ in range(3)]
        yield [PHONE]

    await market.rebuild(pages())
    assert (await market.find(asking())).total == 31
    assert set(await market.versions([it.id for it in ALL])) == {PHONE.id}
    assert await found(market, asking("手机", categories=(CategoryId("phones"),))) == [PHONE]


async def test_rebuilding_from_nothing_empties_the_index(market: MeiliListings) -> None:
    async def no_pages() -> AsyncIterator[Sequence[Listing]]:
        nowhere: tuple[Sequence[Listing], ...] = ()
        for nothing in nowhere:
            yield nothing

    await market.rebuild(no_pages())
    assert (await market.find(asking())).total == 0
