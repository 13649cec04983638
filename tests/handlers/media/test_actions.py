"""Uploads that are refused, forms that are misused, quotas, and what is left in the object store."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from handlers.accounts import actions as accounts
from handlers.accounts.payloads import UpdateAccount
from handlers.listings import actions as listings
from handlers.listings.payloads import PublishListing, ReviseListing
from handlers.media import actions
from handlers.media.payloads import PresignUpload
from handlers.ports import Work
from models.account import Account
from models.errors import Code, Refusal
from models.ids import AccountId, ListingId, LoginId, MediaId
from models.listing import Listing, Seller
from models.media import MOST_A_DAY, MOST_BYTES, Developed, Flaw, Format, Media, Purpose, day_of
from server.app import Stores
from server.pictures.develop import develop
from server.seams import VersionConflict
from server.stores.mongo import pictures
from server.transport.dispatch import TRIES
from tests.support import gallery
from tests.support.admins import admin
from tests.support.gallery import due, hang, picture, swept
from tests.support.listings import a_listing
from tests.support.market import Market
from tests.support.people import BICYCLE, new_request_id, somebody
from tests.support.photos import STRANGERS, animated, plain, png_that_claims, told_secrets
from tests.support.uploads import looked_at, made_ready, post, presign, refusal_of, served, uploaded

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACCOUNT = Account.opened(AccountId("anna"), "anna", "", "Anna", NOW)
ANNA = ACCOUNT.actor(LoginId("phone"))


@pytest.mark.parametrize("kind", STRANGERS)
async def test_what_is_no_picture_is_refused_whatever_it_is_called(market: Market, kind: str) -> None:
    """Reliability row 40."""
    async with somebody(market.url) as (seller, _):
        assert await refusal_of(seller, STRANGERS[kind]) == "not_a_picture"


@pytest.mark.parametrize(
    ("content", "content_type", "reason"),
    [
        (plain(kind="PNG"), "image/jpeg", "wrong_type"),
        (plain(), "image/webp", "wrong_type"),
        (plain(2000, 2000)[:3000], "image/jpeg", "damaged"),
        (animated("WEBP"), "image/webp", "animated"),
        (animated("PNG"), "image/png", "animated"),
        (png_that_claims(12_000, 12_000), "image/png", "too_many_pixels"),
    ],
    ids=["PNG called JPEG", "JPEG called WebP", "truncated", "animated WebP", "animated PNG", "144 megapixels"],
)
async def test_a_bad_picture_is_refused_with_the_reason(
    market: Market, content: bytes, content_type: str, reason: str
) -> None:
    """Reliability rows 41 and 44."""
    async with somebody(market.url) as (seller, _):
        assert await refusal_of(seller, content, content_type=content_type) == reason


async def test_a_refused_picture_is_not_shown_in_a_listing(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        media_id = await uploaded(seller, STRANGERS["SVG"])
        await looked_at(seller, media_id, "media:refused")
        ack = await seller.ask("account:update", {"version": 1, "avatar": media_id})
        assert ack["error"]["code"] == "media_not_found"


async def test_a_form_takes_one_file_of_its_type_and_size_under_its_key(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        photo = plain()
        form = await presign(seller, photo)
        assert await post(form, photo + b"more than was announced") >= 400
        assert await post(form, photo, Content_Type="text/html") >= 400
        assert await post(form, photo, key="pictures/mine.webp") >= 400
        assert await post(form, photo, key=form["fields"]["key"] + "x") >= 400
        assert await post(form, photo, policy=None) >= 400
        assert await post(form, photo, x_amz_signature="0" * 64) >= 400
        assert await post(form, photo) in {200, 204}


async def test_nobody_reads_an_upload_and_what_came_of_it_cannot_be_exchanged(market: Market) -> None:
    """A form can be used again until it runs out; what was looked at has been copied by then (rows 45 and 47)."""
    async with somebody(market.url) as (seller, _):
        photo = plain(colour=(200, 30, 30))
        form = await presign(seller, photo + b"room for another")
        await post(form, photo)
        assert (await served(f"{form['url']}/{form['fields']['key']}"))[0] in {403, 404}
        await seller.ask("media:confirm", {"media_id": form["media_id"]})
        url = market.url + (await looked_at(seller, form["media_id"], "media:ready"))["picture"]["url"]
        before = await served(url)
        await post(form, STRANGERS["HTML"])
        again = await seller.ask("media:confirm", {"media_id": form["media_id"]})
        assert again["data"]["media"]["state"] == "ready"
        assert await served(url) == before


async def test_nothing_a_photo_told_is_in_anything_served(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        photo = told_secrets()
        picture = (await made_ready(seller, photo))["picture"]
        for size in (320, 960):
            _, content = await served(market.url + picture["url"].replace("/960.webp", f"/{size}.webp"))
            assert content.startswith(b"RIFF")
            assert not [chunk for chunk in (b"EXIF", b"XMP ", b"ICCP") if chunk in content]


@dataclass
class StoppedClock:
    """So that midnight does not matter."""

    def now(self) -> datetime:
        return NOW


def a_media(name: str, place: str) -> Media:
    it = Media.awaited(MediaId(name), ANNA.signed_in_id, Purpose.LISTING, Format.JPEG, 9, frozenset(), NOW)
    return replace(it, place=place)


async def put(stores: Stores, *media: Media) -> None:
    await stores.database[pictures.COLLECTION].insert_many([pictures.to_doc(it) for it in media])


async def ask_for_a_form(stores: Stores) -> Code | None:
    """As the dispatcher asks; gives the code of a refusal."""
    body = PresignUpload(purpose=Purpose.LISTING, content_type=Format.JPEG, bytes=9)
    for _ in range(TRIES):
        work = Work()
        try:
            await actions.presign_upload(ANNA, body, replace(stores.shop_for(work), clock=StoppedClock()))
            await stores.committer.commit(work, None, b"")
        except VersionConflict:
            continue
        except Refusal as refusal:
            return refusal.code
        return None
    return Code.MEDIA_CHANGED


async def test_what_was_uploaded_by_somebody_who_was_cut_off_is_looked_at_all_the_same(stores: Stores) -> None:
    it, never = a_media("photo", "1"), a_media("never", "2")
    await put(stores, it, never)
    await stores.objects.put(it.upload_key, plain(), "image/jpeg")
    work = Work()
    await actions.sweep_uploads(stores.shop_for(work))
    (part,) = work.parts
    await stores.committer.commit(part, None, b"")
    assert await stores.pictures.pending(9, besides=()) == ["photo"]
    assert await stores.objects.keys("uploads/") == {it.upload_key}


async def test_uploads_that_nobody_waits_for_are_swept_away(stores: Stores) -> None:
    await put(stores, a_media("waits", "1"), a_media("done", "2").confirm().refuse(Flaw.DAMAGED))
    for name in ("waits", "done", "forgotten"):
        await stores.objects.put(f"uploads/anna/{name}", b"photo", "image/jpeg")
    await stores.objects.put("pictures/kept/960.webp", b"picture", "image/webp")
    await actions.sweep_uploads(stores.shop_for(Work()))
    assert await stores.objects.keys("") == {"uploads/anna/waits", "pictures/kept/960.webp"}


async def test_however_many_uploads_nobody_waits_for_all_are_swept_away(stores: Stores) -> None:
    """More than the store names at once (reliability row 46)."""
    keys = [f"uploads/anna/forgotten{number}" for number in range(1_100)]
    for some in (keys[start : start + 50] for start in range(0, len(keys), 50)):
        await asyncio.gather(*(stores.objects.put(key, b"x", "image/jpeg") for key in some))
    await actions.sweep_uploads(stores.shop_for(Work()))
    assert await stores.objects.keys("uploads/") == frozenset()


async def test_of_many_who_ask_for_the_last_places_of_a_day_as_many_get_one_as_there_are(stores: Stores) -> None:
    """A quota, whoever completes his uploads or not (reliability row 46)."""
    await put(stores, *(a_media(f"m{number}", f"{day_of(NOW)}/{number}") for number in range(MOST_A_DAY - 3)))
    codes = await asyncio.gather(*(ask_for_a_form(stores) for _ in range(20)))
    assert codes.count(None) == 3
    assert {code for code in codes if code} <= {Code.MEDIA_QUOTA_EXCEEDED, Code.MEDIA_CHANGED}
    assert await ask_for_a_form(stores) is Code.MEDIA_QUOTA_EXCEEDED


async def test_what_is_looked_at_is_looked_at_once(stores: Stores) -> None:
    """Two workers at it, as after a pause: one of them is told that it comes too late, and keeps silent."""
    it = a_media("photo", "1").confirm()
    await put(stores, it)
    await stores.objects.put(it.upload_key, plain(), "image/jpeg")
    works = [Work(), Work()]
    await asyncio.gather(*(actions.verify_upload(it.id, stores.shop_for(work)) for work in works))
    said, _ = await stores.committer.commit(works[0], None, b"")
    assert [one.name for one in said] == ["media:ready"]
    with pytest.raises(VersionConflict):
        await stores.committer.commit(works[1], None, b"")
    late = Work()
    await actions.verify_upload(it.id, stores.shop_for(late))
    assert not late.writes


async def test_what_is_exchanged_while_it_is_looked_at_changes_nothing(stores: Stores) -> None:
    """The bytes that were judged are the bytes that were fetched, once (reliability row 47)."""
    it = a_media("photo", "1").confirm()
    await put(stores, it)
    await stores.objects.put(it.upload_key, plain(400, 300), "image/jpeg")

    class Exchanging:
        async def develop(self, content: bytes, content_type: Format, purpose: Purpose) -> Developed | Flaw:
            await stores.objects.put(it.upload_key, STRANGERS["HTML"], "image/jpeg")
            return await stores.darkroom.develop(content, content_type, purpose)

    work = Work()
    await actions.verify_upload(it.id, replace(stores.shop_for(work), darkroom=Exchanging()))
    await stores.committer.commit(work, None, b"")
    assert (media := await stores.pictures.find(it.id))
    assert media.picture
    assert (media.picture.width, media.picture.height) == (400, 300)
    assert (
        await stores.objects.get(media.picture.key) == develop(plain(400, 300), Format.JPEG, Purpose.LISTING).files[960]
    )


async def test_an_upload_of_nothing_is_missing(stores: Stores) -> None:
    """Reliability row 44."""
    it = a_media("empty", "1").confirm()
    await put(stores, it)
    await stores.objects.put(it.upload_key, b"", "image/jpeg")
    work = Work()
    await actions.verify_upload(it.id, stores.shop_for(work))
    assert [write.entity for write in work.writes] == [it.refuse(Flaw.MISSING)]


async def test_a_form_of_somebody_who_is_banned_leads_to_nothing(market: Market) -> None:
    """The store knows no bans; but nobody confirms what was sent, nobody reads it, and it is swept (row 45)."""
    async with somebody(market.url) as (seller, me), admin(market) as (boss, _):
        form = await presign(seller, plain())
        assert (await boss.ask("account:ban", {"account_id": me["account"]["id"], "reason": "spam"}))["ok"]
        await seller.closed()
        assert await post(form, plain()) in {200, 204}
        assert (await served(f"{form['url']}/{form['fields']['key']}"))[0] in {403, 404}
        async with somebody(market.url) as (friend, _):
            ack = await friend.ask("media:confirm", {"media_id": form["media_id"]})
            assert ack["error"]["code"] == "media_not_found"


@pytest.mark.parametrize(
    "address", ["http://169.254.169.254/", "redis://127.0.0.1:6379/", "file:///etc/passwd", "//evil.example/a", "../a"]
)
async def test_the_market_fetches_nothing_from_addresses_of_clients(market: Market, address: str) -> None:
    """Pictures are named by ids alone (reliability row 48)."""
    async with somebody(market.url) as (seller, _):
        for event, body in (
            ("listing:publish", {"request_id": new_request_id(), **BICYCLE, "pictures": [address]}),
            ("account:update", {"version": 1, "avatar": address}),
            ("media:confirm", {"media_id": address}),
            ("media:presign", {"purpose": "listing", "content_type": "image/jpeg", "bytes": 9, "url": address}),
        ):
            assert (await seller.ask(event, body))["error"]["code"] == "invalid_payload"


async def test_a_file_larger_than_any_picture_is_not_even_read(stores: Stores) -> None:
    it = a_media("huge", "1").confirm()
    await put(stores, it)
    await stores.objects.put(it.upload_key, bytes(MOST_BYTES + 1), "image/jpeg")
    work = Work()
    await actions.verify_upload(it.id, stores.shop_for(work))
    (write,) = work.writes
    assert isinstance(write.entity, Media)
    assert write.entity.flaw is Flaw.TOO_MANY_BYTES
    await work.follow_up()
    assert await stores.objects.keys("uploads/") == frozenset()


Show = Callable[[Stores, Work], Awaitable[object]]
"""Anna shows the picture "photo"."""


def annas(*shown: str) -> Listing:
    return replace(
        a_listing(pictures=tuple(picture(name) for name in shown)), id=ListingId("old"), seller=Seller.of(ANNA)
    )


async def publish(stores: Stores, work: Work) -> None:
    given = {"request_id": new_request_id(), **BICYCLE, "pictures": ("photo",), "delivery": ("ship",)}
    body = PublishListing.model_validate(given, strict=False)
    await listings.publish_listing(ANNA, body, stores.shop_for(work))


async def revise(stores: Stores, work: Work) -> None:
    body = ReviseListing(listing_id="old", version=1, pictures=("photo",))
    await listings.revise_listing(ANNA, body, stores.shop_for(work))


async def put_on(stores: Stores, work: Work) -> None:
    await accounts.update_account(ANNA, UpdateAccount(version=1, avatar="face"), stores.shop_for(work))


@pytest.fixture
async def gallerist(stores: Stores) -> Stores:
    """Anna's photo and her face, both due; her account and a listing of hers that shows another picture."""
    await hang(stores, due("anna", "photo"), due("anna", "face", Purpose.AVATAR))
    work = Work()
    work.insert(ACCOUNT)
    work.insert(annas())
    await stores.committer.commit(work, None, b"")
    return stores


async def test_a_picture_that_nothing_shows_is_dropped_with_its_files(gallerist: Stores) -> None:
    await swept(gallerist)
    assert await gallery.states(gallerist) == {"photo": "dropped", "face": "dropped"}
    await swept(gallerist)
    assert await gallerist.objects.keys("pictures/") == frozenset()
    assert (media := await gallerist.pictures.find(MediaId("photo")))
    assert (media.picture, media.recheck_at) == (None, None)


async def test_a_picture_that_is_shown_or_was_until_lately_is_kept(gallerist: Stores) -> None:
    """Taking it down again gives it another week."""
    for step in (publish, revise, put_on):
        work = Work()
        await step(gallerist, work)
        await gallerist.committer.commit(work, None, b"")
    work, body = Work(), ReviseListing(listing_id="old", version=2, pictures=())
    await listings.revise_listing(ANNA, body, gallerist.shop_for(work))
    await gallerist.committer.commit(work, None, b"")
    await swept(gallerist)
    assert set((await gallery.states(gallerist)).values()) == {"ready"}
    assert len(await gallerist.objects.keys("pictures/")) == 4


@pytest.mark.parametrize("show", [publish, revise, put_on])
async def test_what_is_dropped_while_somebody_shows_it_is_not_shown(gallerist: Stores, show: Show) -> None:
    work = Work()
    await show(gallerist, work)
    await swept(gallerist)
    with pytest.raises(VersionConflict):
        await gallerist.committer.commit(work, None, b"")
    with pytest.raises(Refusal) as refused:
        await show(gallerist, Work())
    assert refused.value.code is Code.MEDIA_NOT_FOUND


@pytest.mark.parametrize("show", [publish, revise, put_on])
async def test_what_is_shown_while_the_clock_looks_at_it_is_not_dropped(gallerist: Stores, show: Show) -> None:
    looking, work = Work(), Work()
    await actions.drop_unused(gallerist.shop_for(looking))
    await show(gallerist, work)
    await gallerist.committer.commit(work, None, b"")
    name = "face" if show is put_on else "photo"
    (part,) = [it for it in looking.parts if it.writes[0].entity.id == name]
    with pytest.raises(VersionConflict):
        await gallerist.committer.commit(part, None, b"")
    await swept(gallerist)
    assert (await gallery.states(gallerist))[name] == "ready"


async def test_files_that_a_dying_worker_left_are_deleted_by_the_next(gallerist: Stores) -> None:
    """It died between the files and the word that they are gone, or before the files."""
    looking = Work()
    await actions.drop_unused(gallerist.shop_for(looking))
    for part in looking.parts:
        await gallerist.committer.commit(part, None, b"")
    await actions.drop_unused(gallerist.shop_for(Work()))
    assert await gallerist.objects.keys("pictures/") == frozenset()
    await swept(gallerist)
    assert (media := await gallerist.pictures.find(MediaId("face")))
    assert media.picture is None
