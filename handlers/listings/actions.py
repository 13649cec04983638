"""Everything that changes or shows a listing: the only writer and the only announcer of this area."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from handlers.listings import gates, pushes
from handlers.listings.payloads import BrowseListings, PublishListing, ReviseListing
from handlers.media import actions as media
from handlers.ports import Line, ListingQuery, Page, Shop, Sort
from handlers.shapes import Money
from models import category, rooms
from models.actor import Actor
from models.errors import Code, Refusal
from models.ids import AccountId, CategoryId, ListingId
from models.listing import Draft, Listing, ListingState, Seller
from models.media import Picture, Purpose
from models.money import Money as MoneyValue
from models.place import Place, Point, snapped

FACES_AT_ONCE = 50
"""Listings that change in one unit when their seller changed."""
DOUBLE_CLICK_SECONDS = 10
"""How long the same body from the same seller counts as a double click."""


async def publish_listing(actor: Actor, body: PublishListing, shop: Shop) -> Listing:
    """Put something up for sale; the second of two clicks is told so, a repeat of the request is answered as before."""
    listing_id = ListingId(shop.work.key)
    exact = body.location.value() if body.location else None
    draft = Draft(
        title=body.title,
        description=body.description,
        category=CategoryId(body.category),
        attributes=category.checked(CategoryId(body.category), body.attributes),
        brand=body.brand,
        condition=body.condition,
        pictures=await _pictures(shop, actor, (), body.pictures),
        location=exact,
        place=_place(shop, exact),
        delivery=body.delivery,
        shipping_fee=_value(body.shipping_fee),
        sale=body.sale.value(),
    )
    lock = f"publish:{actor.signed_in_id}:{body.fingerprint}"
    if not await shop.locks.claim(lock, body.request_id, DOUBLE_CLICK_SECONDS):
        raise Refusal(Code.LISTING_DUPLICATE)
    listing = Listing.publish(listing_id, Seller.of(actor), draft, shop.clock.now())
    shop.work.insert(listing, *pushes.published(listing, shop.feeds.showing(pushes.feeds_of(listing))))
    return listing


async def revise_listing(actor: Actor, body: ReviseListing, shop: Shop) -> Listing:
    """Change what the seller names, leave the rest."""
    listing = await gates.listing_for_seller(shop, actor, body.listing_id)
    draft = await _revised_draft(shop, actor, listing.draft, body)
    if listing.auction:
        revised = listing.revise_auction(draft, body.version, shop.clock.now())
    else:
        revised = listing.revise(draft, body.version)
    shop.work.save(revised, pushes.revised(revised))
    shop.work.afterwards(_reopening(revised, shop))
    return revised


async def withdraw_listing(actor: Actor, listing_id: str, shop: Shop) -> Listing:
    """Take one's own listing off the market."""
    listing = (await gates.listing_for_seller(shop, actor, listing_id)).withdraw()
    shop.work.save(listing, pushes.withdrawn(listing))
    return listing


async def show_seller(seller: Seller, shop: Shop) -> bool:
    """Let some of a seller's listings show him as he is now; whether there may be more. Their watchers hear of it."""
    older = await shop.listings.shown_as_before(seller, FACES_AT_ONCE)
    for listing in older:
        shown = listing.show_seller(seller)
        shop.work.save(shown, pushes.shown_anew(shown))
    return len(older) == FACES_AT_ONCE


async def remove_listing(listing: Listing, shop: Shop) -> Listing:
    """Take somebody else's listing off the market: for moderators. Who bid on it hears of it wherever he is."""
    removed = listing.remove()
    bidders = await shop.auctions.bidders(listing.id) if listing.auction else ()
    shop.work.save(removed, pushes.removed(removed, [it.id for it in bidders]))
    return removed


def restore_listing(listing: Listing, former: ListingState, shop: Shop) -> Listing:
    """Bring a listing back that was removed."""
    restored = listing.restore(former)
    shop.work.save(restored, pushes.restored(restored))
    return restored


def _reopening(listing: Listing, shop: Shop) -> Callable[[], Awaitable[None]]:
    """The seller may have changed how many there are."""

    async def reopen() -> None:
        shop.stock_gate.reopen(listing)

    return reopen


async def browse(actor: Actor, body: BrowseListings, shop: Shop) -> Page[Listing]:
    """A page of what is for sale, or of one's own listings in any state."""
    if body.sort is Sort.NEAREST and body.near is None:
        raise Refusal(Code.INVALID_PAYLOAD, fields={"near": "Sorting by distance needs a point."})
    if body.state not in (None, ListingState.LIVE) and (not body.seller_id or body.seller_id != actor.account_id):
        raise Refusal(Code.NOT_ALLOWED, "Only one's own listings can be listed in this state.")
    query = ListingQuery(
        categories=category.subtree(CategoryId(body.category)) if body.category else (),
        seller_id=AccountId(body.seller_id) if body.seller_id else None,
        states=(body.state or ListingState.LIVE,),
        price_min=body.price_min,
        price_max=body.price_max,
        near=body.near.value() if body.near else None,
        sort=body.sort,
    )
    return await shop.listings.page(query, body.limit, body.cursor)


async def watch_listing(actor: Actor, listing_id: str, line: Line, shop: Shop) -> Listing:
    """Join first, read afterwards: what is missing in the reading comes as a push."""
    await line.join(rooms.listing(ListingId(listing_id)))
    try:
        return await gates.listing_for_viewer(shop, actor, listing_id)
    except Refusal:
        await line.leave(rooms.listing(ListingId(listing_id)))
        raise


async def show_listing(actor: Actor, listing_id: str, shop: Shop) -> Listing:
    """One listing, in whatever state it is."""
    return await gates.listing_for_viewer(shop, actor, listing_id)


def feed_room(category_id: str | None) -> str:
    return rooms.feed(category.category(CategoryId(category_id)).id) if category_id else rooms.FEED


async def _revised_draft(shop: Shop, actor: Actor, draft: Draft, body: ReviseListing) -> Draft:
    changed = body.model_fields_set - {"listing_id", "version"}
    category_id = CategoryId(body.category or draft.category)
    if {"category", "attributes"} & changed:
        attributes = body.attributes if body.attributes is not None else draft.attributes
        draft = replace(draft, category=category_id, attributes=category.checked(category_id, attributes))
    if body.pictures is not None:
        draft = replace(draft, pictures=await _pictures(shop, actor, draft.pictures, body.pictures))
    if "location" in changed:
        exact = body.location.value() if body.location else None
        draft = replace(draft, location=exact, place=_place(shop, exact))
    return replace(
        draft,
        title=body.title or draft.title,
        description=draft.description if body.description is None else body.description,
        brand=body.brand if "brand" in changed else draft.brand,
        condition=body.condition or draft.condition,
        delivery=body.delivery or draft.delivery,
        shipping_fee=draft.shipping_fee if "shipping_fee" not in changed else _value(body.shipping_fee),
        sale=body.sale.value() if body.sale else draft.sale,
    )


async def _pictures(shop: Shop, owner: Actor, before: Sequence[Picture], wanted: Sequence[str]) -> tuple[Picture, ...]:
    """The pictures in the seller's order, each once; all must be his own and ready."""
    if not wanted and not before:
        return ()
    if len(set(wanted)) < len(wanted):
        raise Refusal(Code.INVALID_PAYLOAD, fields={"pictures": "A picture is named twice."})
    ready = await media.show_pictures(owner.signed_in_id, Purpose.LISTING, before, wanted, shop)
    if missing := [media_id for media_id in wanted if media_id not in ready]:
        raise Refusal(Code.MEDIA_NOT_FOUND, fields={f"pictures.{wanted.index(missing[0])}": "Not a picture of yours."})
    return tuple(ready[media_id] for media_id in wanted)


def _value(amount: Money | None) -> MoneyValue | None:
    return amount.value() if amount else None


def _place(shop: Shop, exact: Point | None) -> Place | None:
    if exact is None:
        return None
    point = snapped(exact)
    return Place(shop.places.name_of(point), point)
