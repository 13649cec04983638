"""search:query as a client sees it."""

from typing import cast

from handlers.contract import Call
from handlers.ports import Line, Shop
from handlers.search.events import query
from handlers.search.payloads import SearchListings, SearchReply
from models.actor import ANONYMOUS
from models.place import Point
from server.app import Stores
from tests.support.listings import a_listing
from tests.support.stores import Shelf

EXACT = Point(121.473701, 31.230416)


async def test_anybody_gets_cards_facets_and_never_the_exact_position(stores: Stores, shop: Shop, shelf: Shelf) -> None:
    it = a_listing(at=EXACT)
    await shelf.put(it)
    await stores.search.write([it], ())
    call = Call(ANONYMOUS, SearchListings(q="bicycle"), shop, cast(Line, None))
    reply = await query.run(call)  # type: ignore[misc]
    assert isinstance(reply, SearchReply)
    assert (reply.items[0].id, reply.total, reply.page) == (it.id, 1, 1)
    assert reply.facets.brand == {"Giant": 1}
    text = reply.model_dump_json()
    assert str(EXACT.lng) not in text
    assert str(EXACT.lat) not in text
