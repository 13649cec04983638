"""The people of the demo market: the same every time, with handles that anybody could have registered."""

import re
from datetime import UTC, datetime

from models.actor import Role
from server.local.demo.people import CROWD_PASSWORD, crowd, people
from server.local.logins import DEMO_LOGINS

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HASHES = {CROWD_PASSWORD: "crowd", **{login.password: login.handle for login in DEMO_LOGINS}}
FIFTY = list(people(1, 50, NOW, HASHES))


def test_those_whom_up_introduces_come_first_with_their_passwords_and_rights() -> None:
    accounts = [person.account for person in FIFTY[: len(DEMO_LOGINS)]]
    assert [it.handle for it in accounts] == [it.password_hash for it in accounts] == [it.handle for it in DEMO_LOGINS]
    rights = {login.handle: login.role for login in DEMO_LOGINS}
    for account in accounts:
        assert (Role.MODERATOR in account.roles) == (rights[account.handle] == "moderator")
        assert (Role.ADMIN in account.roles) == (rights[account.handle] == "admin")


def test_everybody_else_has_a_valid_handle_and_the_crowds_password() -> None:
    handles = [person.account.handle for person in FIFTY]
    assert len(set(handles)) == 50
    assert all(re.fullmatch("[a-z0-9_]{3,32}", handle) for handle in handles)
    assert {person.account.password_hash for person in FIFTY[len(DEMO_LOGINS) :]} == {"crowd"}


def test_the_same_seed_makes_the_same_people_however_many() -> None:
    assert list(people(1, 20, NOW, HASHES)) == FIFTY[:20]
    assert list(people(2, 20, NOW, HASHES)) != FIFTY[:20]


def test_the_crowd_is_known_without_the_database() -> None:
    expected = [person.account.id for person in FIFTY[len(DEMO_LOGINS) :]]
    assert [person.account.id for person in crowd(1, 10, NOW)] == expected[:10]


def test_both_languages_are_spoken_where_they_are_at_home() -> None:
    assert {person.language for person in FIFTY} == {"en", "zh"}
    for person in FIFTY:
        chinese = {town.country in {"CN", "TW", "HK", "MO"} for town in person.towns}
        assert chinese == {person.language == "zh"}
        assert len({town.country for town in person.towns}) == 1


def test_everybody_joined_before_the_oldest_listing() -> None:
    assert all((NOW - person.account.joined_at).days >= 69 for person in FIFTY)
