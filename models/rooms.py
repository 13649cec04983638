"""The only place that spells room names."""

from models.actor import Actor, Permission
from models.ids import AccountId, CategoryId, ListingId, OrderId

FEED = "feed"
"""Everything that is published."""
CASES = "staff:cases"
"""The moderators' queue."""
RATES = "staff:rates"
"""How much happens in the market, and how its parts are."""


def feed(category: CategoryId) -> str:
    """What is published in one category."""
    return f"feed:{category}"


def listing(listing_id: ListingId) -> str:
    """Those who watch one listing."""
    return f"listing:{listing_id}"


def account(account_id: AccountId) -> str:
    """All sockets of one account."""
    return f"account:{account_id}"


def board(kind: str) -> str:
    """What happens in the market, one kind of it, as moderators see it."""
    return f"staff:board:{kind}"


def watched_order(order_id: OrderId) -> str:
    """Moderators who look at one order, as they see it; its parties hear of it in their own rooms."""
    return f"staff:order:{order_id}"


def presence(account_id: AccountId) -> str:
    """Those who want to know when an account comes and goes."""
    return f"presence:{account_id}"


def is_presence(room: str) -> bool:
    return room.startswith("presence:")


def is_feed(room: str) -> bool:
    """Whether it is one of the feeds, which are thinned when too much is published at once."""
    return room == FEED or room.startswith("feed:")


def is_private(room: str) -> bool:
    """Whether it is heard by some of those who are signed in only."""
    return room.startswith(("account:", "staff:"))


def admits(room: str, actor: Actor) -> bool:
    """Whether somebody may go on hearing a room that he is in; rights may have changed since he joined."""
    return not room.startswith("staff:") or Permission.MARKET_MODERATE in actor.permissions
