"""Which codes an event may refuse with, found in the code."""

from handlers.accounts import events as accounts
from handlers.contract import Call, Empty, event, per_socket
from handlers.listings import events as listings
from models.actor import Permission, anyone, permitted
from models.errors import Code, Refusal
from server.contract.refusals import EVERYWHERE, refusals


def test_codes_are_found_through_actions_gates_and_models() -> None:
    assert {Code.LISTING_NOT_FOUND, Code.LISTING_CHANGED, Code.LISTING_SOLD} <= set(refusals(listings.revise))


def test_saving_may_come_too_late() -> None:
    assert Code.LISTING_CHANGED in refusals(listings.withdraw)
    assert Code.LISTING_CHANGED in refusals(listings.publish)  # its pictures are saved as shown
    assert Code.ACCOUNT_CHANGED not in refusals(accounts.register)


def test_codes_of_another_aggregate_are_not_told() -> None:
    assert Code.ACCOUNT_CHANGED not in refusals(listings.revise)
    assert refusals(listings.unwatch) == ()


def test_who_may_ask_decides_what_strangers_hear() -> None:
    assert Code.SIGN_IN_REQUIRED not in refusals(listings.get)
    assert {Code.SIGN_IN_REQUIRED, Code.NOT_ALLOWED} <= set(refusals(listings.publish))


def test_what_a_port_promises_in_words_is_believed() -> None:
    @event("test:parse", who=anyone, limit=per_socket(1, seconds=1))
    def parse(call: Call[Empty]) -> Empty:
        call.shop.tokens.parse_refresh("")
        return Empty()

    assert refusals(parse) == (Code.TOKEN_INVALID,)


def test_a_repeat_with_another_body_is_told_of_events_with_one_effect_alone() -> None:
    assert Code.IDEMPOTENCY_MISMATCH in refusals(listings.publish)
    assert Code.IDEMPOTENCY_MISMATCH not in refusals(listings.revise)


def test_inner_functions_count() -> None:
    @event("test:inner", who=permitted(Permission.ACCOUNTS_MANAGE), limit=per_socket(1, seconds=1))
    def outer(call: Call[Empty]) -> Empty:
        def inner() -> Empty:
            raise Refusal(Code.HANDLE_TAKEN)

        return inner()

    assert Code.HANDLE_TAKEN in refusals(outer)


def test_codes_of_every_event_are_told_once_and_not_again() -> None:
    assert not EVERYWHERE & set(refusals(listings.publish))
