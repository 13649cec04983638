"""Everything that changes an auction. What competes for one auction is decided in turns: see `decide`."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from handlers.auctions import gates, pushes
from handlers.auctions.payloads import AskHistory, AskMine, AuctionReply, BidReply, BuyNow, PlaceBid, RetractBid
from handlers.listings import pushes as listing_pushes
from handlers.orders import pushes as order_pushes
from handlers.orders.actions import new_code
from handlers.ports import Answer, Line, Page, Participation, Say, Shop
from handlers.sales import AuctionView
from handlers.shapes import Money
from models import rooms
from models.actor import Actor
from models.auction import (
    WINNER_PAYS_WITHIN,
    Auction,
    AuctionState,
    Bid,
    Bidder,
    Placed,
    PlacedBid,
    Retraction,
    RetractionReason,
    recomputed,
    resolve,
    retractable,
    too_little,
)
from models.errors import Code, Refusal
from models.ids import AccountId, BidId, ListingId, OrderId, RetractionId, derived_id
from models.listing import Listing, ListingState, Seller
from models.money import Money as MoneyValue
from models.order import Order, Terms
from models.stock import Move

CLOSED_AT_ONCE = 200
"""Auctions that are closed side by side."""


@dataclass(frozen=True, slots=True)
class BidAsked:
    """A bid that waits for its turn; `key` is that of the request, the same in every repeat."""

    bidder: Bidder
    maximum: int
    key: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class RetractionAsked:
    bidder: Bidder
    reason: RetractionReason
    key: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class CloseAsked:
    """The clock asks."""


Asked = BidAsked | RetractionAsked | CloseAsked
Reply = BidReply | AuctionReply


async def place_bid(actor: Actor, body: PlaceBid, line: Line, shop: Shop) -> BidReply:
    """Bid up to a hidden maximum; whoever has bid hears of the auction from then on."""
    listing_id, key = ListingId(body.listing_id), shop.work.key
    if least := await shop.bid_gate.least(listing_id, key, body.maximum.amount):
        raise too_little(least)
    asked = BidAsked(_bidder(actor), body.maximum.amount, key, body.fingerprint)
    reply = await _turn(shop, listing_id, asked)

    async def listen() -> None:
        await line.try_join(rooms.listing(listing_id))  # who cannot still hears that he is outbid

    shop.work.afterwards(listen)
    assert isinstance(reply, BidReply)
    return reply


async def retract_bid(actor: Actor, body: RetractBid, shop: Shop) -> AuctionReply:
    """Take back what the rules still allow to be taken back."""
    asked = RetractionAsked(_bidder(actor), body.reason, shop.work.key, body.fingerprint)
    reply = await _turn(shop, ListingId(body.listing_id), asked)
    assert isinstance(reply, AuctionReply)
    return reply


async def close_ended(shop: Shop) -> None:
    """Close what is over by the database's clock; one that somebody else closes meanwhile is nobody's worry."""
    while due := await shop.auctions.due(CLOSED_AT_ONCE):
        closing = (_turn(shop, listing_id, CloseAsked()) for listing_id in due)
        for outcome in await asyncio.gather(*closing, return_exceptions=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, Refusal):
                raise outcome
        if len(due) < CLOSED_AT_ONCE:
            break


async def open_gate(retraction: Retraction, shop: Shop) -> None:
    """Make sure that no bid is measured by what was taken back, also if Redis was away at that moment."""
    listing, _, _ = await gates.auction_for_anyone(shop, retraction.listing_id)
    await shop.bid_gate.ensure_open(listing)


async def show_history(body: AskHistory, shop: Shop) -> tuple[Page[PlacedBid], str]:
    """A page of the bids that everybody may see, and their currency."""
    listing_id = ListingId(body.listing_id)
    _, auction, _ = await gates.auction_for_anyone(shop, listing_id)
    return await shop.auctions.history(listing_id, body.limit, body.cursor), auction.currency


async def show_mine(actor: Actor, body: AskMine, shop: Shop) -> Page[Participation]:
    """Where somebody bids, latest first."""
    listing_id = ListingId(body.listing_id) if body.listing_id else None
    return await shop.auctions.joined(actor.signed_in_id, listing_id, body.state, body.limit, body.cursor)


async def _turn(shop: Shop, listing_id: ListingId, asked: Asked) -> Reply:
    return await shop.turns.take(f"auction:{listing_id}", asked, partial(decide, listing_id))


async def decide(listing_id: ListingId, asked: Sequence[Asked], shop: Shop) -> Sequence[Reply | Refusal]:
    """The bids at the head of the queue together, or the one other thing that stands there."""
    first = asked[0]
    match first:
        case BidAsked():
            others = (place for place, it in enumerate(asked) if not isinstance(it, BidAsked))
            bids = [it for it in asked[: next(others, len(asked))] if isinstance(it, BidAsked)]
            return await _decide_bids(listing_id, bids, shop)
        case RetractionAsked():
            return [await _retract(listing_id, first, shop)]
        case CloseAsked():
            return [await _close(listing_id, shop)]


async def _decide_bids(listing_id: ListingId, asked: Sequence[BidAsked], shop: Shop) -> Sequence[Reply | Refusal]:
    """In the order of arrival; the listing is written once for all of them, and each bid once."""
    (listing, before, now), known = await asyncio.gather(
        gates.auction_for_anyone(shop, listing_id), shop.auctions.answered([it.key for it in asked])
    )
    auction, answered = before, set(known)
    outcomes: list[PlacedBid | Refusal] = []
    for it in asked:
        try:
            if it.key in answered:
                raise _answered_before()
            auction, placed = _bid(listing, auction, it, now)
            answered.add(it.key)
            outcomes.append(placed)
        except Refusal as no:
            outcomes.append(no.kept())
    if auction is before:
        return [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    seen = any(isinstance(it, PlacedBid) and not it.silent for it in outcomes)
    changed = listing.decided(auction) if seen else listing.decided_unseen(auction)
    return _write_bids(changed, before, list(zip(asked, outcomes, strict=True)), shop)


def _answered_before() -> Refusal:
    """Refused here: whoever dispatches it finds the first answer."""
    return Refusal(Code.AUCTION_CHANGED)


def _bid(listing: Listing, auction: Auction, asked: BidAsked, now: datetime) -> tuple[Auction, PlacedBid]:
    gates.refuse_seller(listing, asked.bidder.id)
    bid = Bid(asked.bidder, asked.maximum, now)
    try:
        auction.refuse_unless_live(now)
        listing.refuse_unless_live()
        auction, facts = resolve(auction, bid)
    except Refusal as no:
        raise Refusal(no.code, no.message, fields=no.fields, first=True) from no
    silent = not any(isinstance(fact, Placed) for fact in facts)
    number = auction.accepted
    return auction, PlacedBid(BidId(asked.key), 1, listing.id, number, bid, auction.price, silent, retracted=False)


def _write_bids(
    listing: Listing, before: Auction, outcomes: Sequence[tuple[BidAsked, PlacedBid | Refusal]], shop: Shop
) -> Sequence[Reply | Refusal]:
    assert listing.auction
    after, view = listing.auction, AuctionView.of(listing.auction)
    accepted = [bid for _, bid in outcomes if isinstance(bid, PlacedBid)]
    shop.work.save(listing, *_says(listing, before, after, accepted), before=before.ends_at)
    shop.work.afterwards(_learning(listing, [bid.id for bid in accepted], shop))
    replies: list[Reply | Refusal] = []
    for asked, bid in outcomes:
        if isinstance(bid, Refusal):
            replies.append(bid)
            continue
        maximum = Money.of(MoneyValue(asked.maximum, after.currency))
        reply = BidReply(auction=view, standing=after.standing(asked.bidder.id), maximum=maximum)
        shop.work.insert(bid, answer=Answer(asked.body_hash, reply.as_json()))
        replies.append(reply)
    return replies


def _learning(listing: Listing, accepted: Sequence[str], shop: Shop) -> Callable[[], Awaitable[None]]:
    async def learn() -> None:
        shop.bid_gate.learn(listing, accepted)

    return learn


def _says(listing: Listing, before: Auction, after: Auction, accepted: Sequence[PlacedBid]) -> list[Say]:
    says = []
    if placed := [bid for bid in accepted if not bid.silent]:
        says.append(pushes.bids_placed(listing, placed))
    if after.extensions > before.extensions:
        says.append(pushes.extended(listing))
    if before.lead and after.lead and before.lead.bidder != after.lead.bidder:
        own = [bid.bid.maximum for bid in accepted if bid.bid.bidder == before.lead.bidder]
        says.append(pushes.outbid(listing, replace(before.lead, maximum=max([before.lead.maximum, *own]))))
    return says


async def _retract(listing_id: ListingId, asked: RetractionAsked, shop: Shop) -> Reply | Refusal:
    """The auction as the remaining bids alone would have made it."""
    (listing, auction, now), known = await asyncio.gather(
        gates.auction_for_anyone(shop, listing_id), shop.auctions.answered([asked.key])
    )
    if known:
        return _answered_before()
    bids = await shop.auctions.bids(listing_id)
    try:
        listing.refuse_unless_live()
        gone = retractable(auction, [it for it in bids if it.bid.bidder.id == asked.bidder.id], now)
    except Refusal as no:
        return no.kept()
    after = recomputed(auction, [it.bid for it in bids if it not in gone])
    seen = AuctionView.of(after).as_json() != AuctionView.of(auction).as_json()  # a silent raise goes as it came
    changed = listing.decided(after) if seen else listing.decided_unseen(after)
    says = [pushes.changed(changed)] if seen else []
    if auction.lead and (after.lead is None or after.lead.bidder != auction.lead.bidder):
        says += [pushes.outbid(changed, auction.lead)] if auction.lead.bidder != asked.bidder else []
    await shop.bid_gate.open(changed)
    shop.work.save(changed, *says, before=auction.ends_at)
    for it in gone:
        shop.work.save(it.retract())
    reply = AuctionReply(auction=AuctionView.of(after))
    answer = Answer(asked.body_hash, reply.as_json())
    taken_back = Retraction(RetractionId(asked.key), 1, listing_id, asked.bidder, asked.reason, len(gone), now)
    shop.work.insert(taken_back, answer=answer)
    return reply


async def _close(listing_id: ListingId, shop: Shop) -> Reply | Refusal:
    """Once, at the end that holds when it is written."""
    listing, auction, now = await gates.auction_for_anyone(shop, listing_id)
    try:
        over = auction.close(now)
    except Refusal as no:
        return no.kept()
    if listing.state is not ListingState.LIVE:
        over = auction.abandon()
    closed, says = listing.decided(over), []
    winner = await _winner(over, shop)
    if winner:
        order_id = OrderId(derived_id(listing_id, "auction:close"))
        _sell(Order.place(order_id, closed, winner, _terms(closed), now), shop)
    elif listing.state is ListingState.LIVE:
        closed = replace(closed, state=ListingState.WITHDRAWN)
        says = [listing_pushes.withdrawn(closed)]
    concerned = await _concerned(listing, shop)
    shop.work.save(closed, pushes.closed(closed, concerned), *says, not_before=auction.ends_at)
    return AuctionReply(auction=AuctionView.of(over))


async def _winner(over: Auction, shop: Shop) -> Seller | None:
    """Whoever leads what is sold, as orders show their parties."""
    if over.state is not AuctionState.SOLD or over.lead is None:
        return None
    account = await shop.accounts.find(over.lead.bidder.id)
    assert account  # accounts are never removed
    return Seller(account.id, account.version, account.handle, account.display_name, account.points, account.joined_at)


async def _concerned(listing: Listing, shop: Shop) -> list[AccountId]:
    return [listing.seller.id, *(it.id for it in await shop.auctions.bidders(listing.id))]


def _terms(listing: Listing) -> Terms:
    """At the price of the auction, first the way of delivery that the seller named first: the buyer may change it."""
    delivery = listing.draft.delivery[0]
    return Terms(1, delivery, None, new_code(), WINNER_PAYS_WITHIN, price=listing.price, counted=False)


def _sell(order: Order, shop: Shop) -> Order:
    """The unit is the winner's until he has paid or his time is over."""
    shop.work.deal(order, order_pushes.changed(order), Move.HOLD, listing_pushes.moved)
    return order


async def buy_now(actor: Actor, body: BuyNow, shop: Shop) -> Order:
    """End the auction at its price for buying at once, for whom it is open to."""
    listing, auction, now = await gates.auction_for_anyone(shop, ListingId(body.listing_id))
    gates.refuse_seller(listing, actor.signed_in_id)
    listing.refuse_unless_live()
    closed = listing.decided(auction.buy(now, body.expected_amount.amount))
    order_id = OrderId(shop.work.key)
    order = _sell(Order.place(order_id, closed, Seller.of(actor), _terms(closed), now), shop)
    shop.work.save(closed, pushes.closed(closed, await _concerned(listing, shop)), before=auction.ends_at)
    return order


def _bidder(actor: Actor) -> Bidder:
    return Bidder(actor.signed_in_id, actor.handle)
