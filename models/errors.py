"""Refusals: every way the market may say no, with the code that clients see and what they should do next."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Self


class Advice(StrEnum):
    """What a client does with a refusal."""

    STOP = "stop"
    """The same request will be refused again: change it, or give up."""
    RETRY = "retry"
    """Send the same request again at once, with the same request id."""
    LATER = "retry later"
    """Send the same request again after `retry_after` seconds, or after a pause."""


class Code(StrEnum):
    """Stable codes; once published a code is never renamed or given another meaning."""

    advice: Advice
    meaning: str

    def __new__(cls, value: str, advice: Advice, meaning: str) -> Self:
        code = str.__new__(cls, value)
        code._value_ = value
        code.advice = advice
        code.meaning = meaning
        return code

    UNKNOWN_EVENT = "unknown_event", Advice.STOP, "This server knows no event of that name."
    INVALID_PAYLOAD = "invalid_payload", Advice.STOP, "The request has the wrong shape; `fields` says where."
    SIGN_IN_REQUIRED = "sign_in_required", Advice.STOP, "Sign in first."
    NOT_ALLOWED = "not_allowed", Advice.STOP, "You may not do this."
    SLOW_DOWN = "slow_down", Advice.LATER, "Too many requests; wait `retry_after` seconds."
    WATCHES_EXCEEDED = "watches_exceeded", Advice.STOP, "This socket watches too much; stop watching something first."
    TOO_BUSY = "too_busy", Advice.LATER, "Too many requests of yours are under way at once."
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch", Advice.STOP, "This request id was used with another body."
    UNCONFIRMED = "unconfirmed", Advice.RETRY, "The outcome is unknown; repeat the same request id to learn it."
    TIMEOUT = "timeout", Advice.LATER, "The server took too long; nothing was changed."
    UNAVAILABLE = "unavailable", Advice.LATER, "A part of the server is away; nothing was changed."
    INTERNAL = "internal", Advice.LATER, "Something broke on the server's side."

    TOKEN_EXPIRED = "token_expired", Advice.STOP, "The token has run out; refresh it or sign in."
    TOKEN_INVALID = "token_invalid", Advice.STOP, "The token is not one of ours, or was revoked; sign in."
    BANNED = "banned", Advice.STOP, "This account is banned."
    TOO_MANY = "too_many", Advice.LATER, "Too many connections."
    DRAINING = "draining", Advice.LATER, "This process is about to stop; connect again."
    UPGRADE_REQUIRED = "upgrade_required", Advice.STOP, "This client speaks a protocol that the server no longer does."

    ACCOUNT_NOT_FOUND = "account_not_found", Advice.STOP, "There is no such account."
    ACCOUNT_CHANGED = "account_changed", Advice.STOP, "The account changed meanwhile; look again."
    HANDLE_TAKEN = "handle_taken", Advice.STOP, "Somebody else has this handle."
    CREDENTIALS_WRONG = "credentials_wrong", Advice.STOP, "The handle or the password is wrong."

    LISTING_NOT_FOUND = "listing_not_found", Advice.STOP, "There is no such listing."
    LISTING_CHANGED = "listing_changed", Advice.STOP, "The listing changed meanwhile; look again."
    LISTING_DUPLICATE = "listing_duplicate", Advice.STOP, "You have just published the same listing."
    LISTING_SOLD = "listing_sold", Advice.STOP, "The listing is sold."
    LISTING_WITHDRAWN = "listing_withdrawn", Advice.STOP, "The listing was withdrawn by its seller."
    LISTING_REMOVED = "listing_removed", Advice.STOP, "The listing was removed by a moderator."
    LISTING_OWN = "listing_own", Advice.STOP, "This is your own listing."

    OFFER_NOT_FOUND = "offer_not_found", Advice.STOP, "There is no such offer of yours."
    OFFER_CHANGED = "offer_changed", Advice.STOP, "The offer changed meanwhile; look again."
    OFFER_CLOSED = "offer_closed", Advice.STOP, "The offer is no longer open."
    OFFER_UNWANTED = "offer_unwanted", Advice.STOP, "The seller takes no offers for this."

    AUCTION_NOT_FOUND = "auction_not_found", Advice.STOP, "There is no such auction."
    AUCTION_CHANGED = "auction_changed", Advice.LATER, "The auction changed meanwhile; try again."
    AUCTION_ENDED = "auction_ended", Advice.STOP, "The auction is over."
    AUCTION_HAS_BIDS = "auction_has_bids", Advice.STOP, "Somebody has bid: only the reserve may still be lowered."
    BID_TOO_LOW = "bid_too_low", Advice.STOP, "Too little; `fields` names the least that is accepted now."
    BID_NOT_FOUND = "bid_not_found", Advice.STOP, "You have no bid there to take back."
    BID_FINAL = "bid_final", Advice.STOP, "So close to the end, a bid is taken back within an hour of placing it."
    BUY_NOW_OVER = "buy_now_over", Advice.STOP, "It can no longer be bought at once: the bidding has begun."
    AMOUNT_CHANGED = "amount_changed", Advice.STOP, "It costs something else now; look again."

    STOCK_INSUFFICIENT = "stock_insufficient", Advice.LATER, "So many are not available; some may come back."
    HOLDS_EXCEEDED = "holds_exceeded", Advice.LATER, "Too many of your orders wait for payment; pay or cancel one."

    ORDER_NOT_FOUND = "order_not_found", Advice.STOP, "There is no such order of yours."
    ORDER_CHANGED = "order_changed", Advice.STOP, "The order changed meanwhile; look again."
    ORDER_CREATED = "order_created", Advice.STOP, "The order is not paid yet."
    ORDER_PAID = "order_paid", Advice.STOP, "The order is paid, and this is not possible any more or not yet."
    ORDER_SHIPPED = "order_shipped", Advice.STOP, "The order is on its way."
    ORDER_RECEIVED = "order_received", Advice.STOP, "The order was received."
    ORDER_COMPLETED = "order_completed", Advice.STOP, "The order is completed."
    ORDER_CANCELLED = "order_cancelled", Advice.STOP, "The order was cancelled."
    ORDER_DISPUTED = "order_disputed", Advice.STOP, "The order is disputed."
    ORDER_REFUNDED = "order_refunded", Advice.STOP, "The order was refunded."
    ORDER_REFUNDING = "order_refunding", Advice.STOP, "The money of this order is on its way back."
    ORDER_NOT_PAYABLE = "order_not_payable", Advice.STOP, "The order cannot be paid; `message` says why."
    ORDER_EXTENDED = "order_extended", Advice.STOP, "The time to receive was extended already."
    ORDER_ANSWERED = "order_answered", Advice.STOP, "You have answered this dispute already."
    HANDOVER_CODE_WRONG = "handover_code_wrong", Advice.STOP, "This is not the code on the buyer's page."
    HANDOVER_CODE_LOCKED = "handover_code_locked", Advice.STOP, "Too many wrong codes; the buyer may confirm instead."

    PAYMENT_NOT_FOUND = "payment_not_found", Advice.STOP, "Nothing was ever paid under this number."
    PAYMENT_CHANGED = "payment_changed", Advice.STOP, "The payment changed meanwhile; look again."
    PAYMENT_REFUSED = "payment_refused", Advice.STOP, "The payment provider refused; the buyer may try again."
    PAYMENT_NOT_REFUNDABLE = "payment_not_refundable", Advice.STOP, "There is not so much left of this payment."
    NOTICE_FORGED = "notice_forged", Advice.STOP, "This notice is not the provider's, or not about us."
    CASE_NOT_FOUND = "case_not_found", Advice.STOP, "There is no such case."
    CASE_CLAIMED = "case_claimed", Advice.STOP, "Another moderator has this case."
    CASE_UNCLAIMED = "case_unclaimed", Advice.STOP, "Claim the case first."
    CASE_DECIDED = "case_decided", Advice.STOP, "The case is decided already."
    MODERATION_CHANGED = "moderation_changed", Advice.STOP, "The case or its subject changed meanwhile; look again."

    MEDIA_NOT_FOUND = "media_not_found", Advice.STOP, "There is no such picture of yours."
    MEDIA_CHANGED = "media_changed", Advice.LATER, "Too many of your pictures arrived at once; ask again."
    MEDIA_QUOTA_EXCEEDED = "media_quota_exceeded", Advice.LATER, "You have uploaded as many pictures as a day allows."


NOTHING: Final[Mapping[str, str]] = {}


class Refusal(Exception):
    """An expected no: it changes nothing and reaches the client as the error of the ack.

    `retry_after` is in seconds; `fields` maps a dotted path of the request to a sentence; `commits` is the exception:
    what was staged is written all the same, because the refused attempt itself has a consequence. `first`: no earlier
    try of this request was answered, so nobody need look for one.
    """

    def __init__(
        self,
        code: Code,
        message: str = "",
        *,
        retry_after: float | None = None,
        fields: Mapping[str, str] = NOTHING,
        commits: bool = False,
        first: bool = False,
    ) -> None:
        self.code = code
        self.message = message or code.meaning
        self.retry_after = retry_after
        self.fields = fields
        self.commits = commits
        self.first = first
        super().__init__(f"{code}: {self.message}")

    def kept(self) -> "Refusal":
        """The same, to be kept and raised elsewhere: without the frames it came through, which may hold on to it."""
        return Refusal(
            self.code,
            self.message,
            retry_after=self.retry_after,
            fields=self.fields,
            commits=self.commits,
            first=self.first,
        )
