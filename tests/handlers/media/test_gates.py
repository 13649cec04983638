"""The doors to an upload: what is somebody else's sounds as if it were not there (reliability row 45)."""

from tests.support.market import Market
from tests.support.people import BICYCLE, new_request_id, somebody
from tests.support.photos import plain
from tests.support.uploads import made_ready, presign


async def test_somebody_elses_upload_is_refused_in_the_words_of_one_that_is_not_there(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (thief, _):
        form = await presign(seller, plain())
        theirs = await thief.ask("media:confirm", {"media_id": form["media_id"]})
        assert theirs == await thief.ask("media:confirm", {"media_id": "nowhere"})
        assert theirs["error"]["code"] == "media_not_found"


async def test_nobody_shows_somebody_elses_picture(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (thief, _):
        media = await made_ready(seller, plain())
        face = await made_ready(seller, plain(), purpose="avatar")
        body = {"request_id": new_request_id(), **BICYCLE, "pictures": [media["id"]]}
        ack = await thief.ask("listing:publish", body)
        assert (ack["error"]["code"], list(ack["error"]["fields"])) == ("media_not_found", ["pictures.0"])
        ack = await thief.ask("account:update", {"version": 1, "avatar": face["id"]})
        assert ack["error"]["code"] == "media_not_found"
