"""The door to an offer: its two parties pass, nobody else learns that it is there."""

from tests.support.bidding import cny
from tests.support.haggling import ask, negotiable, offer
from tests.support.market import Market
from tests.support.people import publish, somebody


async def test_somebody_elses_offer_sounds_as_if_it_were_not_there(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _), somebody(market.url) as (ben, _):
        made = await offer(ann, await publish(seller, sale=negotiable()), 7000)
        for event, more in (("accept", {}), ("decline", {}), ("withdraw", {}), ("counter", {"amount": cny(5000)})):
            ack = await ask(ben, f"offer:{event}", offer_id=made["id"], **more)
            assert ack["error"]["code"] == "offer_not_found"
        assert (await ask(ann, "offer:accept", offer_id=made["id"]))["error"]["code"] == "not_allowed"
