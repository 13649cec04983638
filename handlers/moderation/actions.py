"""Everything that changes or shows a case, and what moderators do to others: through the areas that own it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from handlers.accounts import actions as accounts
from handlers.accounts import gates as account_gates
from handlers.listings import actions as listings
from handlers.listings import gates as listing_gates
from handlers.moderation import gates, pushes
from handlers.moderation.payloads import DecideCase, ReportSubject
from handlers.ports import Entity, Figures, Line, Page, Shop
from models import rooms
from models.account import Account, Ban, Warned
from models.actor import Actor
from models.audit import AuditEntry, Deed
from models.board import Happening
from models.case import Case, CaseKind, CaseState, Decision, Grounds, Report, Verdict
from models.errors import Code, Refusal
from models.ids import AccountId, CaseId, random_id
from models.listing import REMOVABLE, ListingState
from models.order import Order
from models.order_flow import By, OrderState, Step
from models.subject import Subject, SubjectKind


async def report_subject(actor: Actor, body: ReportSubject, shop: Shop) -> None:
    """Join the open case about it, or open one; who reported it already has been heard."""
    subject, owner = await _SUBJECTS[body.subject.kind](shop, body.subject.id)
    if owner == actor.signed_in_id:
        raise Refusal(Code.NOT_ALLOWED, "This is your own.")
    report = Report(actor.signed_in_id, actor.handle, body.grounds, body.note, shop.clock.now())
    case = await shop.cases.find_open(subject)
    if case is None:
        opened = Case.opened(CaseId(random_id()), CaseKind.REPORT, subject, owner, report)
        shop.work.insert(opened, pushes.case_changed(opened))
    elif not case.has_report_of(report.by):
        _save(case.report(report), shop)


async def claim_case(actor: Actor, case_id: str, shop: Shop) -> Case:
    """Have a case to oneself; taking it over waits until the database's clock says that the other's time is up."""
    own = await gates.moderator(shop, actor)
    case = await gates.case_for_judge(shop, own, case_id)
    claimed = case.claimed(own.id, own.handle, shop.clock.now())
    over = case.claim.until if case.claim and case.claim.by != own.id else None
    shop.work.save(claimed, pushes.case_changed(claimed), not_before=over)
    return claimed


async def release_case(actor: Actor, case_id: str, shop: Shop) -> Case:
    """Let others have a case."""
    own = await gates.moderator(shop, actor)
    case = await gates.case_for_judge(shop, own, case_id)
    return _save(case.released(own.id, shop.clock.now()), shop)


async def decide_case(actor: Actor, body: DecideCase, shop: Shop) -> Case:
    """End a case, or take its end back: the case, what follows and the audit are one unit."""
    own = await gates.moderator(shop, actor)
    case = await gates.case_for_judge(shop, own, body.case_id)
    now = shop.clock.now()
    _refuse_late(case, body, now)
    decision = Decision(body.verdict, body.reason, own.id, own.handle, now, body.until)
    end = case.restored if body.verdict is Verdict.RESTORE else case.decided
    end(decision)  # refuses before anything else does
    former = await _CARRY_OUT[body.verdict](own, case, decision, shop)
    until = body.until.isoformat() if body.until else ""
    accounts.note(own, Deed(body.verdict.value), case.subject, body.reason, shop, detail=until, case_id=case.id)
    return _save(end(replace(decision, former=former)), shop)


async def show_case(case_id: str, shop: Shop) -> Case:
    return await gates.case_for_reader(shop, case_id)


async def queue(state: CaseState, limit: int, cursor: str | None, shop: Shop) -> Page[Case]:
    return await shop.cases.page(state, limit, cursor)


async def audit(subject_id: str | None, limit: int, cursor: str | None, shop: Shop) -> Page[AuditEntry]:
    return await shop.audit.page(subject_id, limit, cursor)


async def watch_board(kinds: tuple[Happening, ...] | None, line: Line, shop: Shop) -> Figures:
    """Hear the queue, the rates and these kinds of events, and no others any more."""
    wanted = {rooms.board(kind) for kind in (Happening if kinds is None else kinds)}
    await line.join(rooms.CASES, rooms.RATES, *sorted(wanted))
    await line.leave(*sorted({rooms.board(kind) for kind in Happening} - wanted))
    return shop.board.figures()


async def unwatch_board(line: Line) -> None:
    await line.leave(rooms.CASES, rooms.RATES, *(rooms.board(kind) for kind in Happening))


async def follow_dispute(order: Order, shop: Shop) -> None:
    """Open a case for what is disputed, add the seller's answer, and close what has ended without a moderator."""
    if not any(entry.step is Step.DISPUTE for entry in order.history):
        return
    case = await shop.cases.find_open(pushes.subject_of(order))
    if order.state is OrderState.DISPUTED and order.refund is None:
        first, *answers = _statements(order)
        if case is None:
            opened = Case.opened(
                CaseId(random_id()), CaseKind.DISPUTE, pushes.subject_of(order), order.seller.id, first
            )
            if answers:
                opened = replace(opened, reports=(first, *answers), reported=1 + len(answers))
            shop.work.insert(opened, pushes.case_changed(opened))
        elif news := [it for it in answers if not case.has_report_of(it.by)]:
            _save(case.report(news[0]), shop)
    elif case:
        verdict = Verdict.REFUND if order.refund or order.state is OrderState.REFUNDED else Verdict.RELEASE
        by = order.history[-1].by
        _save(case.closed(Decision(verdict, "", AccountId(""), by.value, shop.clock.now())), shop)


def _statements(order: Order) -> list[Report]:
    """What buyer and seller say of a dispute."""
    said = [entry for entry in order.history if entry.step is Step.DISPUTE]
    people = {By.BUYER: order.buyer, By.SELLER: order.seller}
    return [
        Report(people[it.by].id, people[it.by].handle, Grounds.DISPUTE, it.reason or "", it.at)
        for it in said
        if it.by in people
    ]


async def judge_dispute(actor: Actor, order: Order, verdict: Verdict, reason: str, shop: Shop, *, detail: str) -> None:
    """A moderator has decided a dispute: note it, and close its case in the same unit."""
    own = await gates.moderator(shop, actor)
    accounts.note(own, Deed(verdict.value), pushes.subject_of(order), reason, shop, detail=detail)
    if case := await shop.cases.find_open(pushes.subject_of(order)):
        _save(case.closed(Decision(verdict, reason, own.id, own.handle, shop.clock.now())), shop)


def tell_board(entity: Entity, at: datetime, shop: Shop) -> None:
    """Show moderators that something changed; whoever does not look at the board has missed nothing."""
    if told := pushes.TOLD[type(entity)](entity):
        say = told.say(at)
        shop.work.tell(say.push, *say.rooms)


def _save(case: Case, shop: Shop) -> Case:
    shop.work.save(case, pushes.case_changed(case))
    return case


def _refuse_late(case: Case, body: DecideCase, now: datetime) -> None:
    if case.version != body.version:
        raise Refusal(Code.MODERATION_CHANGED)
    if body.until and (body.verdict is not Verdict.BAN or body.until <= now):
        raise Refusal(Code.INVALID_PAYLOAD, fields={"until": "Bans end, and at a moment to come."})


# Whom a report is about


async def _listing(shop: Shop, listing_id: str) -> tuple[Subject, AccountId]:
    listing = await listing_gates.listing_for_anyone(shop, listing_id)
    return listing.subject, listing.seller.id


async def _account(shop: Shop, account_id: str) -> tuple[Subject, AccountId]:
    account = await account_gates.account_for_anyone(shop, account_id, None)
    return account.subject, account.id


_SUBJECTS: Mapping[SubjectKind, Callable[[Shop, str], Awaitable[tuple[Subject, AccountId]]]] = {
    SubjectKind.LISTING: _listing,
    SubjectKind.ACCOUNT: _account,
}


# What follows from a verdict; each gives the state that `restore` goes back to


async def _dismiss(own: Account, case: Case, decision: Decision, shop: Shop) -> str:  # noqa: ARG001
    return ""


async def _remove(own: Account, case: Case, decision: Decision, shop: Shop) -> str:  # noqa: ARG001
    listing = await listing_gates.listing_for_anyone(shop, case.subject.id)
    await listings.remove_listing(listing, shop)
    return listing.state.value


async def _warn(own: Account, case: Case, decision: Decision, shop: Shop) -> str:
    owner = await _owner(own, case, shop)
    accounts.warn_account(owner, Warned(decision.reason, case.subject.title, decision.at), shop)
    return ""


async def _ban(own: Account, case: Case, decision: Decision, shop: Shop) -> str:
    """Who is banned because of a listing loses that listing too."""
    owner = await _owner(own, case, shop)
    accounts.shut_out(owner, Ban(decision.reason, decision.until), shop)
    if case.subject.kind is not SubjectKind.LISTING:
        return ""
    listing = await listing_gates.listing_for_anyone(shop, case.subject.id)
    if listing.state not in REMOVABLE:
        return ""
    await listings.remove_listing(listing, shop)
    return listing.state.value


async def _restore(own: Account, case: Case, decision: Decision, shop: Shop) -> str:  # noqa: ARG001
    """Take back what the last decision did and what is still so."""
    last = case.decision
    if last and last.verdict is Verdict.BAN:
        owner = await _owner(own, case, shop)
        if owner.ban:
            accounts.let_in(owner, shop)
    if last and last.former:
        listing = await listing_gates.listing_for_anyone(shop, case.subject.id)
        listings.restore_listing(listing, ListingState(last.former), shop)
    return ""


async def _elsewhere(own: Account, case: Case, decision: Decision, shop: Shop) -> str:  # noqa: ARG001
    raise Refusal(Code.INVALID_PAYLOAD, fields={"verdict": "A dispute is decided by order:resolve."})


_CARRY_OUT: Mapping[Verdict, Callable[[Account, Case, Decision, Shop], Awaitable[str]]] = {
    Verdict.DISMISS: _dismiss,
    Verdict.REMOVE: _remove,
    Verdict.WARN: _warn,
    Verdict.BAN: _ban,
    Verdict.RESTORE: _restore,
    Verdict.REFUND: _elsewhere,
    Verdict.RELEASE: _elsewhere,
}


async def _owner(own: Account, case: Case, shop: Shop) -> Account:
    """Who answers for the subject, if our moderator may deal with him."""
    owner = await account_gates.account_for_anyone(shop, case.owner, None)
    gates.refuse_unless_outranked(own, owner)
    return owner
