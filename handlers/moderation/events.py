"""What a client may ask of moderation."""

from handlers.contract import Call, Empty, event, per_account
from handlers.moderation import actions
from handlers.moderation.payloads import (
    AuditPage,
    AuditView,
    BoardFigures,
    CasePage,
    CaseReply,
    CaseView,
    DecideCase,
    OneCase,
    ReadAudit,
    ReadQueue,
    ReportSubject,
    WatchBoard,
)
from models.actor import Permission, permitted, signed_in

moderator = permitted(Permission.MARKET_MODERATE)


@event("moderation:report", who=signed_in, limit=per_account(20, seconds=600))
async def report(call: Call[ReportSubject]) -> Empty:
    """Tell the moderators what is wrong with a listing or an account; telling it twice changes nothing."""
    await actions.report_subject(call.actor, call.body, call.shop)
    return Empty()


@event("moderation:watch", who=moderator, limit=per_account(60, seconds=60))
async def watch(call: Call[WatchBoard]) -> BoardFigures:
    """Hear what happens in the market, how much of it, and every change of the queue from the answer on."""
    return BoardFigures.of(await actions.watch_board(call.body.kinds, call.line, call.shop))


@event("moderation:unwatch", who=moderator, limit=per_account(60, seconds=60))
async def unwatch(call: Call[Empty]) -> Empty:
    """Hear no more of it."""
    await actions.unwatch_board(call.line)
    return Empty()


@event("moderation:queue", who=moderator, limit=per_account(120, seconds=60))
async def queue(call: Call[ReadQueue]) -> CasePage:
    """A page of cases: open ones oldest first, decided ones latest first."""
    page = await actions.queue(call.body.state, call.body.limit, call.body.cursor, call.shop)
    return CasePage(items=tuple(CaseView.of(it) for it in page.items), next_cursor=page.next_cursor)


@event("moderation:get", who=moderator, limit=per_account(120, seconds=60))
async def get(call: Call[OneCase]) -> CaseReply:
    """One case."""
    return CaseReply(case=CaseView.of(await actions.show_case(call.body.case_id, call.shop)))


@event("moderation:claim", who=moderator, limit=per_account(120, seconds=60))
async def claim(call: Call[OneCase]) -> CaseReply:
    """Have a case to oneself for ten minutes; claiming it again begins anew."""
    return CaseReply(case=CaseView.of(await actions.claim_case(call.actor, call.body.case_id, call.shop)))


@event("moderation:release", who=moderator, limit=per_account(120, seconds=60))
async def release(call: Call[OneCase]) -> CaseReply:
    """Let others have a case that one claimed."""
    return CaseReply(case=CaseView.of(await actions.release_case(call.actor, call.body.case_id, call.shop)))


@event("moderation:decide", who=moderator, limit=per_account(120, seconds=60))
async def decide(call: Call[DecideCase]) -> CaseReply:
    """End a case that one claimed, or take the end of a decided one back with `restore`."""
    return CaseReply(case=CaseView.of(await actions.decide_case(call.actor, call.body, call.shop)))


@event("moderation:audit", who=moderator, limit=per_account(120, seconds=60))
async def audit(call: Call[ReadAudit]) -> AuditPage:
    """What staff did, latest first; entries are only ever added."""
    page = await actions.audit(call.body.subject_id, call.body.limit, call.body.cursor, call.shop)
    return AuditPage(items=tuple(AuditView.of(it) for it in page.items), next_cursor=page.next_cursor)
