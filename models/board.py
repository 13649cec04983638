"""The moderators' live board: what kinds of things it tells of, and what it counts."""

from enum import StrEnum


class Happening(StrEnum):
    """One kind of thing that happens in the market."""

    LISTING_PUBLISHED = "listing_published"
    LISTING_REVISED = "listing_revised"
    LISTING_SOLD = "listing_sold"
    LISTING_WITHDRAWN = "listing_withdrawn"
    LISTING_REMOVED = "listing_removed"
    AUCTION_BID = "auction_bid"
    ORDER_CREATED = "order_created"
    ORDER_PAID = "order_paid"
    ORDER_SHIPPED = "order_shipped"
    ORDER_DISPUTED = "order_disputed"
    ORDER_RECEIVED = "order_received"
    ORDER_COMPLETED = "order_completed"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_REFUNDED = "order_refunded"
    ACCOUNT_JOINED = "account_joined"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_BANNED = "account_banned"
    CASE_OPENED = "case_opened"
    CASE_REPORTED = "case_reported"
    CASE_CLAIMED = "case_claimed"
    CASE_DECIDED = "case_decided"


COUNTED: dict[str, tuple[str, ...]] = {
    "listings": ("listing:publish",),
    "searches": ("search:query",),
    "bids": ("auction:bid",),
    "orders": ("order:place", "auction:buy"),
}
"""Rates of the board by name, and the requests that each adds up."""

SUMMED = (*COUNTED, "refusals", "sockets")
"""Rates that processes note and add up; `payments` is read from the ledger, for money comes by many ways."""
RATES = (*SUMMED, "payments")
