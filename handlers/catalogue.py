"""The one list of everything this server answers to, says unasked, does by the clock and upon changes."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from handlers.accounts import events as accounts
from handlers.accounts import pushes as account_pushes
from handlers.auctions import events as auctions
from handlers.auctions import jobs as auction_jobs
from handlers.auctions import pushes as auction_pushes
from handlers.auctions import reactions as auction_reactions
from handlers.contract import Event, Job, Push, Reaction, declared
from handlers.listings import events as listings
from handlers.listings import pushes as listing_pushes
from handlers.listings import reactions as listing_reactions
from handlers.media import events as media
from handlers.media import jobs as media_jobs
from handlers.media import pushes as media_pushes
from handlers.moderation import events as moderation
from handlers.moderation import pushes as moderation_pushes
from handlers.moderation import reactions as moderation_reactions
from handlers.offers import events as offers
from handlers.offers import jobs as offer_jobs
from handlers.offers import pushes as offer_pushes
from handlers.orders import events as orders
from handlers.orders import jobs as order_jobs
from handlers.orders import pushes as order_pushes
from handlers.payments import events as payments
from handlers.payments import jobs as payment_jobs
from handlers.search import events as search
from handlers.session import events as session
from handlers.session import pushes as session_pushes

_EVENTS: tuple[ModuleType, ...] = (
    session,
    accounts,
    listings,
    orders,
    payments,
    search,
    auctions,
    offers,
    media,
    moderation,
)
_PUSHES: tuple[ModuleType, ...] = (
    session_pushes,
    account_pushes,
    listing_pushes,
    order_pushes,
    auction_pushes,
    offer_pushes,
    media_pushes,
    moderation_pushes,
)
_JOBS: tuple[ModuleType, ...] = (auction_jobs, offer_jobs, media_jobs, order_jobs, payment_jobs)
_REACTIONS: tuple[ModuleType, ...] = (listing_reactions, auction_reactions, moderation_reactions)


def _events() -> Mapping[str, Event[Any, Any]]:
    found: dict[str, Event[Any, Any]] = {}
    for area in _EVENTS:
        for event in declared(Event, area):
            if event.name in found:
                raise RuntimeError(f"{event.name} is declared twice")
            found[event.name] = event
    return found


def _pushes() -> Mapping[str, type[Push]]:
    classes = [value for area in _PUSHES for value in vars(area).values() if isinstance(value, type)]
    named = [cls for cls in classes if issubclass(cls, Push) and "name" in vars(cls)]
    return {cls.name: cls for cls in named}


EVENTS = _events()
PUSHES = _pushes()
JOBS = tuple(job for area in _JOBS for job in declared(Job, area))
REACTIONS = tuple(reaction for area in _REACTIONS for reaction in declared(Reaction, area))
