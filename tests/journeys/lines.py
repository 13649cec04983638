"""What each event is asked with ids of what others have, and what each asker hears: a line for every event.

A new event gets a line: how it is asked for the things of `tests.support.belongings`, the code for whoever its rule
lets through, and who hears something else. `OK` is an answer that anybody may have; `OWN` says that it is the asker's
own affair, which is not asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.actor import ANONYMOUS, Actor, Role, permissions_of
from tests.support.belongings import FLOOR, PRICE, Belongings
from tests.support.bidding import cny
from tests.support.cases import about
from tests.support.people import BICYCLE, PARCEL, PASSWORD

OK, OWN = "ok", "own"
ASKERS = ("nobody", "stranger", "buyer", "seller", "moderator", "admin")
ROLES = {"moderator": {Role.USER, Role.MODERATOR}, "admin": {Role.USER, Role.ADMIN}}

Body = Callable[[Belongings], Mapping[str, Any]]


def actor_like(asker: str) -> Actor:
    """As far as rules of events look."""
    if asker == "nobody":
        return ANONYMOUS
    roles = frozenset(ROLES.get(asker, {Role.USER}))
    return Actor(account_id="x", roles=roles, permissions=permissions_of(roles))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Ask:
    """One way to ask; `but` names who hears something else than the others."""

    body: Body
    code: str
    but: Mapping[str, str] = field(default_factory=dict)

    def code_for(self, asker: str) -> str:
        return self.but.get(asker, self.code)


def _nothing(_: Belongings) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class About:
    """Asks the same question about several things, each named by its id in this field."""

    field: str = ""

    def __call__(self, code: str, *things: str, more: Body = _nothing, **but: str) -> tuple[Ask, ...]:
        def about_thing(thing: str) -> Body:
            return lambda them: {**({self.field: them[thing]} if thing else {}), **more(them)}

        return tuple(Ask(about_thing(thing), code, but) for thing in things or ("",))


_plain, _orders, _listings, _offers = About(), About("order_id"), About("listing_id"), About("offer_id")
_accounts, _cases, _media, _sellers = About("account_id"), About("case_id"), About("media_id"), About("seller_id")


def _with(**more: Any) -> Callable[[Belongings], Mapping[str, Any]]:
    return lambda _: more


PEOPLE = ("seller", "buyer")
DISMISS = {"verdict": "dismiss", "reason": "x"}
CASES = ("case", "dispute_case")
EVERY_ORDER = ("order", "meetup", "dispute")
NO_ORDER = "order_not_found"
AS_IT_IS = "order_created|order_disputed"
"""Whoever takes part in an order is told where it stands."""

LINES: Mapping[str, tuple[Ask, ...]] = {
    "server:time": _plain(OK),
    "presence:watch": _accounts(OK, *PEOPLE),
    "presence:unwatch": _accounts(OK, *PEOPLE),
    "account:register": _plain(
        "handle_taken", more=lambda them: {"handle": them.handles["seller"], "password": PASSWORD}
    ),
    "account:login": _plain(
        "credentials_wrong", more=lambda them: {"handle": them.handles["seller"], "password": "not his password"}
    ),
    "account:refresh": _plain("token_invalid", more=lambda them: {"refresh_token": them.refresh_token[:-1] + "!"}),
    "account:logout": _plain(OWN),
    "account:me": _plain(OK),
    "account:get": About("id")(OK, "seller", "buyer"),
    "account:update": _plain("media_not_found", more=lambda them: {"version": 1, "avatar": them["avatar"]}, seller=OWN),
    "account:change_roles": _accounts("not_allowed", *PEOPLE, more=_with(roles=["admin"]), admin=OWN),
    "account:ban": _accounts("not_allowed", *PEOPLE, more=_with(reason="x"), admin=OWN),
    "account:lift_ban": _accounts("not_allowed", *PEOPLE, admin=OWN),
    "account:list": _plain("not_allowed", admin=OWN),
    "listing:publish": _plain(
        "media_not_found", more=lambda them: {**BICYCLE, "pictures": [them["picture"]]}, seller=OWN
    ),
    "listing:revise": (
        *_listings("listing_not_found", "negotiable", "auction", more=_with(version=1, title="mine"), seller=OWN),
        *_listings(
            "listing_not_found",
            "negotiable",
            more=lambda them: {"version": 1, "category": "bicycles", "pictures": [them["picture"]]},
            seller=OWN,
        ),
    ),
    "listing:withdraw": _listings("listing_not_found", "negotiable", "auction", "met", seller=OWN),
    "listing:get": (
        *_listings(OK, "negotiable", "auction", "met"),
        *_listings("listing_removed", "removed", seller=OWN, moderator=OK, admin=OK),
    ),
    "listing:browse": (
        *_sellers(OK, "seller"),
        *_sellers("not_allowed", "seller", more=_with(state="removed"), seller=OWN),
        *_plain(OK, more=_with(category="bicycles")),
    ),
    "listing:watch": (
        *_listings(OK, "negotiable", "auction", "met"),
        *_listings("listing_removed", "removed", seller=OWN, moderator=OK, admin=OK),
    ),
    "listing:unwatch": _listings(OK, "negotiable", "auction"),
    "listing:categories": _plain(OK),
    "feed:watch": _plain(OK, more=_with(category="bicycles")),
    "feed:unwatch": _plain(OK, more=_with(category="bicycles")),
    "search:query": _plain(OK, more=_with(q="samovar", category="bicycles")),
    "auction:bid": _listings("bid_too_low", "auction", more=_with(maximum=cny(1)), buyer="bid_too_low"),
    "auction:buy": _listings("amount_changed", "auction", more=_with(expected_amount=cny(1)), seller="listing_own"),
    "auction:retract": _listings("bid_not_found", "auction", more=_with(reason="typo"), buyer=OWN),
    "auction:history": _listings(OK, "auction"),
    "auction:mine": _listings(OK, "auction"),
    "offer:make": _listings("invalid_payload", "negotiable", more=_with(amount=cny(PRICE + 1)), seller="listing_own"),
    "offer:counter": _offers(
        "offer_not_found", "offer", more=_with(amount=cny(FLOOR)), seller=OWN, buyer="not_allowed"
    ),
    "offer:accept": _offers("offer_not_found", "offer", seller=OWN, buyer="not_allowed"),
    "offer:decline": _offers("offer_not_found", "offer", seller=OWN, buyer="not_allowed"),
    "offer:withdraw": _offers("offer_not_found", "offer", seller="not_allowed", buyer=OWN),
    "offer:list": (
        *_listings(OK, "negotiable", more=_with(role="seller")),
        *_listings(OK, "negotiable", more=_with(role="buyer")),
    ),
    "media:presign": _plain(OK, more=_with(purpose="listing", content_type="image/jpeg", bytes=1000)),
    "media:confirm": _media("media_not_found", "upload", "picture", "avatar", seller=OWN),
    "moderation:report": (
        *_plain(OK, more=lambda them: about("account", them["judge"])),
        *_plain(OK, more=lambda them: about("listing", them["removed"]), seller="not_allowed"),
    ),
    "moderation:watch": _plain("not_allowed", moderator=OWN, admin=OWN),
    "moderation:unwatch": _plain("not_allowed", moderator=OWN, admin=OWN),
    "moderation:queue": _plain("not_allowed", moderator=OWN, admin=OWN),
    "moderation:get": _cases("not_allowed", *CASES, moderator=OWN, admin=OWN),
    "moderation:claim": _cases("not_allowed", *CASES, moderator=OWN, admin=OWN),
    "moderation:release": _cases("not_allowed", *CASES, moderator="case_unclaimed", admin="case_unclaimed"),
    "moderation:decide": (
        *_cases(
            "not_allowed", "case", more=_with(version=2, **DISMISS), moderator="case_unclaimed", admin="case_unclaimed"
        ),
        *_cases(
            "not_allowed",
            "dispute_case",
            more=_with(version=1, **DISMISS),
            moderator="case_unclaimed",
            admin="case_unclaimed",
        ),
    ),
    "moderation:audit": About("subject_id")("not_allowed", "seller", moderator=OWN, admin=OWN),
    "order:place": _listings(
        "amount_changed", "negotiable", more=_with(**PARCEL, expected_amount=cny(1)), seller="listing_own"
    ),
    "order:get": _orders(NO_ORDER, *EVERY_ORDER, buyer=OWN, seller=OWN, moderator=OK, admin=OK),
    "order:watch": _orders("not_allowed", *EVERY_ORDER, moderator=OWN, admin=OWN),
    "order:unwatch": _orders("not_allowed", *EVERY_ORDER, moderator=OWN, admin=OWN),
    "order:list": (
        *_plain("not_allowed", more=_with(role="moderator"), moderator=OWN, admin=OWN),
        *_plain(OK, more=_with(role="buyer")),
        *_plain(OK, more=_with(role="seller")),
    ),
    "order:address": _orders(
        NO_ORDER,
        *EVERY_ORDER,
        more=_with(delivery="meetup"),
        buyer=OWN,
        seller="not_allowed",
        moderator="not_allowed",
        admin="not_allowed",
    ),
    "order:cancel": _orders(NO_ORDER, *EVERY_ORDER, buyer=OWN, seller=OWN, moderator=AS_IT_IS, admin=AS_IT_IS),
    "order:ship": _orders(
        NO_ORDER,
        *EVERY_ORDER,
        more=_with(carrier="x", tracking_number="12345"),
        buyer="not_allowed",
        seller=OWN,
        moderator="not_allowed",
        admin="not_allowed",
    ),
    "order:hand_over": _orders(
        NO_ORDER,
        *EVERY_ORDER,
        more=_with(code="000000"),
        buyer="not_allowed",
        seller=OWN,
        moderator="not_allowed",
        admin="not_allowed",
    ),
    "order:pay": _orders(
        NO_ORDER, *EVERY_ORDER, buyer=OWN, seller="not_allowed", moderator="not_allowed", admin="not_allowed"
    ),
    "order:receive": _orders(NO_ORDER, *EVERY_ORDER, buyer=OWN, seller=AS_IT_IS, moderator=AS_IT_IS, admin=AS_IT_IS),
    "order:extend": _orders(NO_ORDER, *EVERY_ORDER, buyer=OWN, seller=AS_IT_IS, moderator=AS_IT_IS, admin=AS_IT_IS),
    "order:dispute": _orders(
        NO_ORDER, *EVERY_ORDER, more=_with(reason="mine"), buyer=OWN, seller=OWN, moderator=AS_IT_IS, admin=AS_IT_IS
    ),
    "order:resolve": _orders(
        "not_allowed", *EVERY_ORDER, more=_with(outcome="refund", reason="x"), moderator=OWN, admin=OWN
    ),
}
