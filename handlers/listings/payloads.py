"""The wire shapes of listings: requests and views."""

from typing import Annotated, Literal, Self

from annotated_types import Len
from pydantic import Field

from handlers.contract import Maybe, View, Wire
from handlers.ports import Sort
from handlers.sales import AuctionSale, AuctionView, FixedSale, Sale, sale_of
from handlers.shapes import (
    Amount,
    Badge,
    Identifier,
    Line,
    Lines,
    Moment,
    Money,
    Name,
    OnceRequest,
    PageRequest,
    PictureView,
    Point,
    Version,
)
from models import category, listing
from models.ids import AccountId
from models.listing import Condition, Delivery, ListingState

Title = Annotated[str, Line, Len(1, 100)]
Description = Annotated[str, Lines, Len(0, 5000)]
Attributes = Annotated[dict[Identifier, Name], Len(0, 20)]
Pictures = Annotated[tuple[Identifier, ...], Len(0, 9)]
Deliveries = Annotated[tuple[Delivery, ...], Len(1, 2)]


class PublishListing(OnceRequest):
    title: Title
    description: Description = ""
    category: Identifier
    attributes: Annotated[Attributes, Field(default_factory=dict)]
    brand: Maybe[Name] = None
    condition: Condition
    pictures: Pictures = ()
    location: Maybe[Point] = None
    delivery: Deliveries
    shipping_fee: Maybe[Money] = None
    sale: Sale


class ReviseListing(Wire):
    """Fields that are absent stay as they are; null takes brand, shipping fee or location away.

    `version` is the one the seller looked at.
    """

    listing_id: Identifier
    version: Version
    title: Maybe[Title] = None
    description: Maybe[Description] = None
    category: Maybe[Identifier] = None
    attributes: Maybe[Attributes] = None
    brand: Maybe[Name] = None
    condition: Maybe[Condition] = None
    pictures: Maybe[Pictures] = None
    location: Maybe[Point] = None
    delivery: Maybe[Deliveries] = None
    shipping_fee: Maybe[Money] = None
    sale: Maybe[Sale] = None


class OneListing(Wire):
    listing_id: Identifier


class BrowseListings(PageRequest):
    """`state` other than live lists one's own; `nearest` needs `near`."""

    category: Maybe[Identifier] = None
    seller_id: Maybe[Identifier] = None
    state: Maybe[ListingState] = None
    price_min: Maybe[Amount] = None
    price_max: Maybe[Amount] = None
    near: Maybe[Point] = None
    sort: Literal[Sort.NEWEST, Sort.PRICE, Sort.PRICE_DOWN, Sort.NEAREST] = Sort.NEWEST


class WatchFeed(Wire):
    """Everything, or one category with all below it."""

    category: Maybe[Identifier] = None


class SellerView(View):
    """A seller as listings show him."""

    id: str
    version: int
    handle: str
    display_name: str
    badge: Badge
    joined_at: Moment

    @classmethod
    def of(cls, seller: listing.Seller) -> Self:
        return cls(
            id=seller.id,
            version=seller.version,
            handle=seller.handle,
            display_name=seller.display_name,
            badge=Badge.of(seller.points),
            joined_at=seller.joined_at,
        )


class PlaceView(View):
    """About where it is: a town, and the centre of a cell of about 1 km."""

    name: str
    point: Point


class ListingView(View):
    """A listing as everybody sees it; its seller also sees `location`, `sale.offer_floor` and `sale.reserve`."""

    id: str
    version: int
    seller: SellerView
    title: str
    description: str
    category: str
    attributes: dict[str, str]
    brand: Maybe[str] = None
    condition: Condition
    sale: FixedSale | AuctionSale
    price: Money
    stock: int
    available: int
    reserved_until: Maybe[Moment] = None
    auction: Maybe[AuctionView] = None
    delivery: tuple[Delivery, ...]
    shipping_fee: Maybe[Money] = None
    place: Maybe[PlaceView] = None
    location: Maybe[Point] = None
    pictures: tuple[PictureView, ...]
    state: ListingState
    published_at: Moment

    @classmethod
    def of(cls, it: listing.Listing, viewer: AccountId | None = None) -> Self:
        """What this viewer sees."""
        draft, own = it.draft, viewer == it.seller.id
        return cls(
            id=it.id,
            version=it.shown_version,
            seller=SellerView.of(it.seller),
            title=draft.title,
            description=draft.description,
            category=draft.category,
            attributes=dict(draft.attributes),
            brand=draft.brand,
            condition=draft.condition,
            sale=sale_of(draft.sale, own=own),
            price=Money.of(it.price),
            stock=draft.sale.stock,
            available=it.available,
            reserved_until=it.reserved_until,
            auction=AuctionView.of(it.auction) if it.auction else None,
            delivery=draft.delivery,
            shipping_fee=Money.of(draft.shipping_fee) if draft.shipping_fee else None,
            place=PlaceView(name=draft.place.name, point=Point.of(draft.place.point)) if draft.place else None,
            location=Point.of(draft.location) if own and draft.location else None,
            pictures=tuple([PictureView.of(picture) for picture in draft.pictures]),
            state=it.state,
            published_at=it.published_at,
        )


class ShownListing(View):
    """A listing by itself, in an answer or in a push."""

    listing: ListingView


class ListingReply(ShownListing):
    """The listing that was asked for."""


class ListingPage(View):
    items: tuple[ListingView, ...]
    next_cursor: str | None


class Text(View):
    """The same words in the languages of the market."""

    en: str
    zh: str

    @classmethod
    def of(cls, name: category.Name) -> Self:
        return cls(en=name.en, zh=name.zh)


class ChoiceView(View):
    """One value of a choice: listings carry `key`, people read `name`."""

    key: str
    name: Text

    @classmethod
    def of(cls, it: category.Choice) -> Self:
        return cls(key=it.key, name=Text.of(it.name))


class AttributeView(View):
    """A detail that listings of a category may state; `choices` only where it is one of a few."""

    key: str
    name: Text
    kind: category.Kind
    choices: Maybe[tuple[ChoiceView, ...]] = None
    unit: Maybe[str] = None

    @classmethod
    def of(cls, it: category.Attribute) -> Self:
        choices = tuple(ChoiceView.of(choice) for choice in it.choices)
        return cls(key=it.key, name=Text.of(it.name), kind=it.kind, choices=choices or None, unit=it.unit or None)


class CategoryView(View):
    id: str
    parent: str | None
    name: Text
    attributes: tuple[str, ...]

    @classmethod
    def of(cls, it: category.Category) -> Self:
        keys = tuple(attribute.key for attribute in it.attributes)
        return cls(id=it.id, parent=it.parent, name=Text.of(it.name), attributes=keys)


class Categories(View):
    """The tree, parents before children; categories name their attributes by key."""

    categories: tuple[CategoryView, ...]
    attributes: tuple[AttributeView, ...]

    @classmethod
    def all(cls) -> Self:
        return cls(
            categories=tuple(CategoryView.of(it) for it in category.CATEGORIES),
            attributes=tuple(AttributeView.of(it) for it in category.ATTRIBUTES),
        )
