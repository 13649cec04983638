"""Every event of the catalogue, asked with garbage: generated, so that none is left out.

What strangers and others may ask stands in `test_others_belongings.py`.
"""

import pytest
import pytest_asyncio

from handlers.catalogue import EVENTS
from tests.journeys.quiet import quietly
from tests.support.market import Market
from tests.support.people import BICYCLE, new_request_id, somebody
from tests.support.raw import RawClient

GARBAGE = {
    "null": "null", "a number": "5", "a text": '"x"', "an array": "[]", "true": "true", "an operator": '{"$where":"1"}',
    "a strange field": '{"__proto__":{"admin":true}}', "not a number": '{"a":NaN}',
    "a lone surrogate": '{"a":"\\ud800"}', "two arguments": "{},{}", "deep": "[" * 2000 + "]" * 2000,
    "a big number": '{"a":1e999}',
}  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stranger_s_token(market: Market) -> str:
    async with somebody(market.url) as (_, me):
        return str(me["access_token"])


@pytest.mark.parametrize("who", ["nobody", "stranger"])
@pytest.mark.parametrize("name", EVENTS)
async def test_garbage_gets_a_coded_answer(market: Market, stranger_s_token: str, name: str, who: str) -> None:
    for spelled in GARBAGE.values():
        async with quietly(market), RawClient(market.url) as client:
            await client.connect(**({"token": stranger_s_token} if who == "stranger" else {}))
            ack = await client.ask_text(f'["{name}",{spelled}]')
            assert ack["ok"] is False
            assert ack["error"]["code"] in {"invalid_payload", "sign_in_required", "not_allowed"}
            assert len(str(ack)) < 2_000


@pytest.mark.parametrize("name", ["listing:publish"])
async def test_a_repeat_with_another_body_is_refused(market: Market, name: str) -> None:
    async with somebody(market.url) as (client, _):
        body = {"request_id": new_request_id(), **BICYCLE}
        first = await client.ask(name, body)
        assert await client.ask(name, body) == first
        assert (await client.ask(name, {**body, "title": "another"}))["error"]["code"] == "idempotency_mismatch"
