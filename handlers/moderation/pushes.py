"""What the server says to moderators unasked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.contract import Maybe, Push, Traffic
from handlers.moderation.payloads import BoardFigures, CaseView, PersonView, SubjectView
from handlers.ports import Entity, Say
from handlers.shapes import Moment
from models import rooms
from models.account import Account
from models.board import Happening
from models.case import Case
from models.ids import AccountId
from models.listing import Listing, ListingState
from models.order import Order
from models.order_flow import By
from models.subject import Subject, SubjectKind


class ModerationEvent(Push, name="moderation:event", traffic=Traffic.VOLATILE):
    """Something happened in the market; of very much at once only the newest is told."""

    kind: Happening
    at: Moment
    actor: Maybe[PersonView] = None
    subject: SubjectView
    summary: str


class ModerationRates(BoardFigures, Push, name="moderation:rates", traffic=Traffic.VOLATILE):
    """How much happens, and how the parts of the market are; every two seconds."""


class ModerationCaseChanged(Push, name="moderation:case_changed", traffic=Traffic.LATEST):
    """A case was opened, reported again, claimed, released or decided; this is all of it."""

    case: CaseView


@dataclass(frozen=True, slots=True)
class Told:
    """What the board tells of one change."""

    kind: Happening
    subject: Subject
    summary: str
    actor: tuple[AccountId, str] | None = None

    def say(self, at: datetime) -> Say:
        actor = PersonView.of(*self.actor) if self.actor else None
        subject = SubjectView.of(self.subject)
        push = ModerationEvent(kind=self.kind, at=at, actor=actor, subject=subject, summary=self.summary)
        return Say((rooms.board(self.kind),), push)


def _of_listing(it: Listing) -> Told:
    if it.auction and it.auction.lead and it.state is ListingState.LIVE:
        return Told(Happening.AUCTION_BID, it.subject, f"{it.draft.title} · {it.price}")
    kind = Happening.LISTING_PUBLISHED if it.version == 1 else _LISTING_IN[it.state]
    actor = None if it.state is ListingState.REMOVED else (it.seller.id, it.seller.handle)
    return Told(kind, it.subject, f"{it.draft.title} · {it.price}", actor)


def subject_of(it: Order) -> Subject:
    """An order as moderators speak of it."""
    return Subject(SubjectKind.ORDER, it.id, it.item.title)


def _of_order(it: Order) -> Told:
    """Whose step it was; the clock and payments are nobody."""
    parties = {By.BUYER: it.buyer, By.SELLER: it.seller}
    party = parties.get(it.history[-1].by)
    actor = (party.id, party.handle) if party else None
    return Told(Happening(f"order_{it.state.value}"), subject_of(it), f"{it.item.title} · {it.totals.total}", actor)


def _of_account(it: Account) -> Told:
    if it.ban:
        return Told(Happening.ACCOUNT_BANNED, it.subject, it.ban.reason)
    kind = Happening.ACCOUNT_JOINED if it.version == 1 else Happening.ACCOUNT_CHANGED
    return Told(kind, it.subject, it.display_name, (it.id, it.handle))


def _of_case(it: Case) -> Told | None:
    title, latest = it.subject.title, it.reports[-1]
    if it.decision:
        by = (it.decision.by, it.decision.handle)
        return Told(Happening.CASE_DECIDED, it.subject, f"{title} · {it.decision.verdict.value}", by)
    if it.claim:
        return Told(Happening.CASE_CLAIMED, it.subject, title, (it.claim.by, it.claim.handle))
    kind = Happening.CASE_OPENED if it.reported == 1 else Happening.CASE_REPORTED
    return Told(kind, it.subject, f"{title} · {latest.grounds.value}", (latest.by, latest.handle))


_LISTING_IN = {
    ListingState.LIVE: Happening.LISTING_REVISED,
    ListingState.SOLD: Happening.LISTING_SOLD,
    ListingState.WITHDRAWN: Happening.LISTING_WITHDRAWN,
    ListingState.REMOVED: Happening.LISTING_REMOVED,
}

TOLD: Mapping[type[Entity], Callable[[Any], Told | None]] = {
    Listing: _of_listing,
    Order: _of_order,
    Account: _of_account,
    Case: _of_case,
}
"""What the board follows, one line a kind of document, and what it tells of one that changed."""


def case_changed(it: Case) -> Say:
    return Say((rooms.CASES,), ModerationCaseChanged(case=CaseView.of(it)))
