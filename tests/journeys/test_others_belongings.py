"""Every event, asked by everybody with real ids of what others have: a coded answer, no secret, and nothing changes.

Generated from the catalogue: an event without a line in `lines.py` fails, and so does an id that no line asks for.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from typing import Any

import orjson
import pytest
import pytest_asyncio

from handlers.catalogue import EVENTS
from models.errors import Code
from server.transport.engine.socket import STRIKES
from tests.journeys.lines import ASKERS, LINES, OK, OWN, Ask, actor_like
from tests.journeys.quiet import quietly
from tests.support.belongings import HOME, MAXIMUM, Belongings, belongings
from tests.support.bidding import bid
from tests.support.buying import ask
from tests.support.comeback import Guest
from tests.support.paying import Bazaar
from tests.support.people import PASSWORD, new_request_id, nobody
from tests.support.raw import RawClient

CODES = {code.value for code in Code}
NAMES_A_THING = {"id", "avatar", "pictures"}
pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the connections live


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def them(bazaar_process: Bazaar) -> AsyncIterator[Belongings]:
    async with belongings(bazaar_process) as all_of_it:
        yield all_of_it


async def test_every_event_has_its_line() -> None:
    assert LINES.keys() == EVENTS.keys()


async def test_every_id_that_an_event_takes_is_asked_for(them: Belongings) -> None:
    """Also those in nested objects and lists."""
    for name, event in EVENTS.items():
        wanted = {field for field in event.takes.model_fields if field.endswith("_id") or field in NAMES_A_THING}
        bodies = [one.body(them) for one in LINES[name]]
        asked = {field for body in bodies for field in body if str(body[field]).strip("[']") in them.ids.values()}
        assert wanted - {"request_id"} <= asked, name


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("asker", ASKERS)
async def test_nobody_learns_or_changes_what_is_not_his(them: Belongings, name: str, asker: str) -> None:
    refusal = EVENTS[name].who.refusal(actor_like(asker))
    async with quietly(them.bazaar.market), Guest(them.bazaar.market.urls[0]) as client:
        await client.enter(**({"token": them.tokens[asker]} if asker != "nobody" else {}))
        before = them.stored()
        for one, body in _bodies(name, them):
            expected = refusal.value if refusal else one.code_for(asker)
            if expected != OWN:
                ack = await client.ask(name, body)
                assert _code(ack) in expected.split("|"), ack
        await client.settle()
        assert them.stored() == before
        assert them.betrayed(asker, client.heard) == []


def _bodies(name: str, them: Belongings) -> Iterator[tuple[Ask, Mapping[str, Any]]]:
    """What an event is asked, each with an id of its own where one is needed."""
    for one in LINES[name]:
        yield one, {**({"request_id": new_request_id()} if EVENTS[name].once else {}), **one.body(them)}


def _code(ack: Any) -> str:
    if ack["ok"]:
        return OK
    assert ack["error"]["code"] in CODES
    return str(ack["error"]["code"])


@pytest.mark.parametrize("name", EVENTS)
async def test_whoever_is_banned_is_not_even_answered(them: Belongings, name: str) -> None:
    before = them.stored()
    for _, body in _bodies(name, them):
        async with RawClient(them.bazaar.market.urls[0]) as client:
            assert (await client.connect(token=them.tokens["banned"]))["data"]["code"] == "banned"
            for _ in range(STRIKES):
                await client.say("421" + orjson.dumps([name, body]).decode())
            await client.closed()
            assert not [said for said in client.heard if said.startswith("43")]
    assert them.stored() == before


async def test_whoever_is_banned_comes_in_by_no_other_way(them: Belongings) -> None:
    async with nobody(them.bazaar.market.urls[0]) as client:
        ack = await client.ask("account:login", {"handle": them.handles["banned"], "password": PASSWORD})
        assert ack["error"]["code"] == "banned"


async def test_nobody_who_listens_hears_a_secret(bazaar: Bazaar) -> None:
    """Everything moves while everybody watches whatever he may watch."""
    url = bazaar.market.urls[1]
    async with belongings(bazaar) as them, AsyncExitStack() as stack:
        clients = {asker: await stack.enter_async_context(Guest(url)) for asker in ASKERS}
        for asker, client in clients.items():
            await client.enter(**({"token": them.tokens[asker]} if asker != "nobody" else {}))
            for name in ("feed:watch", "moderation:watch"):
                await client.ask(name, {})
            for listing in ("negotiable", "auction", "met"):
                assert (await client.ask("listing:watch", {"listing_id": them[listing]}))["ok"]
            for order in ("order", "meetup", "dispute"):
                await client.ask("order:watch", {"order_id": them[order]})
            for account in ("buyer", "seller"):
                assert (await client.ask("presence:watch", {"account_id": them[account]}))["ok"]
        seller, buyer, stranger = clients["seller"], clients["buyer"], clients["stranger"]
        known = (await seller.ask("listing:get", {"listing_id": them["negotiable"]}))["data"]["listing"]
        move = {"type": "Point", "coordinates": [HOME[0] + 0.0002, HOME[1]]}
        change = {"listing_id": known["id"], "version": known["version"], "location": move, "title": "Moved"}
        assert (await seller.ask("listing:revise", change))["ok"]
        assert (await bid(stranger, {"id": them["auction"]}, MAXIMUM // 2))["ok"]
        assert (await ask(buyer, "offer:withdraw", offer_id=them["offer"]))["ok"]
        assert (await ask(seller, "order:dispute", order_id=them["dispute"], reason="It is not."))["ok"]
        for order in ("order", "meetup"):
            assert (await ask(buyer, "order:cancel", order_id=them[order]))["ok"]
        assert (await seller.ask("listing:withdraw", {"listing_id": known["id"]}))["ok"]
        for asker, client in clients.items():
            await client.push("listing:withdrawn")
            assert them.betrayed(asker, client.heard) == []
