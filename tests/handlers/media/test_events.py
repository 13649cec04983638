"""What sellers do with pictures, over real sockets, a real object store and a real worker."""

import io

from PIL import Image

from tests.support.market import Market
from tests.support.people import publish, somebody
from tests.support.photos import plain, two_halves
from tests.support.uploads import looked_at, made_ready, presign, served


async def test_an_upload_becomes_a_picture_that_a_listing_shows(market: Market) -> None:
    async with somebody(market.url) as (seller, me):
        media = await made_ready(seller, plain(1200, 900))
        assert media["state"] == "ready"
        picture = media["picture"]
        assert (picture["width"], picture["height"]) == (1200, 900)
        assert picture["placeholder"].startswith("data:image/webp;base64,")
        listing = await publish(seller, pictures=[media["id"]])
        assert listing["pictures"] == [picture]
        for size, shown in ((320, (320, 240)), (960, (960, 720)), (1920, (1200, 900))):
            status, content = await served(market.url + picture["url"].replace("/960.webp", f"/{size}.webp"))
            assert status == 200
            with Image.open(io.BytesIO(content)) as image:
                assert (image.format, image.size) == ("WEBP", shown)
        assert me["account"]["id"] not in picture["url"]


async def test_nine_pictures_keep_the_order_that_the_seller_gave_them(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        ids = [(await made_ready(seller, plain(40 + number, 40)))["id"] for number in range(9)]
        listing = await publish(seller, pictures=ids[::-1])
        assert [it["id"] for it in listing["pictures"]] == ids[::-1]
        body = {"listing_id": listing["id"], "version": 1, "pictures": ids[:2]}
        revised = (await seller.ask("listing:revise", body))["data"]["listing"]
        assert [it["width"] for it in revised["pictures"]] == [40, 41]
        ack = await seller.ask("listing:revise", {**body, "version": 2, "pictures": [*ids, "tenth"]})
        assert ack["error"]["code"] == "invalid_payload"


async def test_an_avatar_is_a_small_square_that_everybody_sees(market: Market) -> None:
    async with somebody(market.url) as (anna, me), somebody(market.url) as (other, _):
        media = await made_ready(anna, plain(900, 300), purpose="avatar")
        account = (await anna.ask("account:update", {"version": 1, "avatar": media["id"]}))["data"]["account"]
        seen = (await other.ask("account:get", {"id": me["account"]["id"]}))["data"]["account"]
        assert seen["avatar"] == account["avatar"] == media["picture"]["url"]
        with Image.open(io.BytesIO((await served(market.url + seen["avatar"]))[1])) as image:
            assert (image.format, image.size) == ("WEBP", (200, 200))
        without = await anna.ask("account:update", {"version": 2, "avatar": None})
        assert "avatar" not in without["data"]["account"]


async def test_pictures_are_for_what_they_were_uploaded_for(market: Market) -> None:
    async with somebody(market.url) as (anna, _):
        photo = await made_ready(anna, plain())
        ack = await anna.ask("account:update", {"version": 1, "avatar": photo["id"]})
        assert (ack["error"]["code"], list(ack["error"]["fields"])) == ("media_not_found", ["avatar"])


async def test_asked_again_confirming_tells_how_things_stand(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        media = await made_ready(seller, plain())
        again = await seller.ask("media:confirm", {"media_id": media["id"]})
        assert again["data"]["media"] == media


async def test_every_device_of_the_owner_hears_what_became_of_it(market: Market) -> None:
    async with somebody(market.url) as (phone, me), somebody(market.url) as (stranger, _):
        async with somebody(market.url) as (desktop, _):
            await desktop.ask("account:refresh", {"refresh_token": me["refresh_token"]})
            media = await made_ready(phone, plain())
            assert (await desktop.push("media:ready"))["media"] == media
        await stranger.ask("server:time", {})
        assert media["id"] not in "".join(stranger.heard)


async def test_photos_taken_sideways_are_shown_upright(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        exif = Image.Exif()
        exif[0x0112] = 6  # turned to the right
        file = io.BytesIO()
        two_halves().save(file, "JPEG", exif=exif)
        picture = (await made_ready(seller, file.getvalue()))["picture"]
        assert (picture["width"], picture["height"]) == (300, 400)


async def test_an_upload_waits_to_be_confirmed(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        form = await presign(seller, plain())
        ack = await seller.ask("media:confirm", {"media_id": form["media_id"]})
        assert ack["data"]["media"]["state"] == "pending"
        media = await looked_at(seller, form["media_id"], "media:refused")
        assert media["reason"] == "missing"
