"""What follows from bids that are taken back, whatever the gate was told at that moment."""

from redis.asyncio import Redis

from tests.support.bidding import auction, bid
from tests.support.market import Market
from tests.support.people import new_request_id, publish, somebody
from tests.support.waiting import until


async def test_a_gate_that_still_stands_is_opened(market: Market) -> None:
    async with (
        somebody(market.url) as (seller, _),
        somebody(market.url) as (ann, _),
        somebody(market.url) as (ben, _),
        Redis.from_url(market.environment["SOUK_REDIS_URL"], decode_responses=True) as redis,
    ):
        listing = await publish(seller, sale=auction(seconds=20 * 3600))
        await bid(ann, listing, 5000)
        await bid(ben, listing, 9000)
        (gate,) = [
            it async for it in redis.scan_iter(f"{market.environment['SOUK_REDIS_PREFIX']}*bid*{listing['id']}*")
        ]

        async def stands() -> bool:
            return await redis.hget(gate, "version") == "3"

        await until(stands)
        old = await redis.hgetall(gate)
        retract = {"listing_id": listing["id"], "reason": "typo", "request_id": new_request_id()}
        assert (await ben.ask("auction:retract", retract))["ok"]
        await redis.hset(gate, items=[part for pair in old.items() for part in pair])

        async def is_open() -> bool:
            return await redis.hget(gate, "least") == "0"

        await until(is_open)
