"""The only place that spells room names."""

from models.ids import AccountId, CategoryId, ListingId

FEED = "feed"
"""Everything that is published."""


def feed(category: CategoryId) -> str:
    """What is published in one category."""
    return f"feed:{category}"


def listing(listing_id: ListingId) -> str:
    """Those who watch one listing."""
    return f"listing:{listing_id}"


def account(account_id: AccountId) -> str:
    """All sockets of one account."""
    return f"account:{account_id}"


def presence(account_id: AccountId) -> str:
    """Those who want to know when an account comes and goes."""
    return f"presence:{account_id}"


def is_presence(room: str) -> bool:
    return room.startswith("presence:")


def is_feed(room: str) -> bool:
    """Whether it is one of the feeds, which are thinned when too much is published at once."""
    return room == FEED or room.startswith("feed:")


def is_private(room: str) -> bool:
    """Whether it is heard by those signed in to one account only."""
    return room.startswith("account:")
