"""Who trades in the demo market: names, homes, accounts."""

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from models.account import EVERYBODY, Account
from models.actor import Role
from models.ids import AccountId, derived_id
from models.listing import Seller
from server.local.demo.catalogue import Language
from server.local.logins import DEMO_LOGINS
from server.stores.gazetteer import Town, towns

CHINESE_SHARE = 0.62
_CHINESE = ("CN", "TW", "HK", "MO")
_ABROAD = ("US", "GB", "CA", "AU", "NZ", "IE", "SG", "DE", "NL", "FR", "ES", "IT", "SE", "DK", "NO", "PT", "AT")
_SMALLEST_HOME = 250_000
_NEIGHBOURHOOD = 0.35
"""Degrees: people meet buyers in the towns around their own."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account, the language it writes in, and the towns it sells from."""

    account: Account
    language: Language
    towns: tuple[Town, ...]

    @property
    def seller(self) -> Seller:
        it = self.account
        return Seller(it.id, it.version, it.handle, it.display_name, it.points, it.joined_at)


@dataclass(frozen=True, slots=True)
class Introduced:
    """How one of the people whom `up` introduces looks in the market."""

    display_name: str
    language: Language
    role: Role


INTRODUCED = {
    "lin_mei": Introduced("林梅的小铺", "zh", Role.USER),
    "tom_baker": Introduced("Tom Baker", "en", Role.USER),
    "mod_wang": Introduced("王版主", "zh", Role.MODERATOR),
    "ada_admin": Introduced("Ada", "en", Role.ADMIN),
}
"""By handle; their passwords stand in `server.local.logins`."""

CROWD_PASSWORD = "demo-crowd-1"  # noqa: S105 (everybody may know it)
"""That of everybody else."""


CROWD = 24
"""So many of everybody else may act by themselves."""


def account_id(handle: str) -> AccountId:
    return AccountId(derived_id("demo", "account", handle))


def people(seed: int, count: int, now: datetime, hashes: Mapping[str, str]) -> Iterator[Person]:
    """So many people, those whom `up` introduces first; `hashes` are of passwords, by password."""
    luck = random.Random(f"{seed}:people")
    taken = set(INTRODUCED)
    for login in DEMO_LOGINS[:count]:
        known = INTRODUCED[login.handle]
        account = _account(luck, known.language, login.handle, known.display_name, now)
        account = replace(account, password_hash=hashes[login.password], roles=account.roles | {known.role})
        yield Person(account, known.language, _home(luck, known.language))
    for _ in range(count - len(DEMO_LOGINS)):
        language: Language = "zh" if luck.random() < CHINESE_SHARE else "en"
        handle, display_name = _name(luck, language, taken)
        account = replace(_account(luck, language, handle, display_name, now), password_hash=hashes[CROWD_PASSWORD])
        yield Person(account, language, _home(luck, language))


def crowd(seed: int, count: int, now: datetime) -> list[Person]:
    """The first of everybody else, as they are in every market of this seed."""
    nothing = dict.fromkeys([CROWD_PASSWORD, *(login.password for login in DEMO_LOGINS)], "")
    return list(people(seed, len(DEMO_LOGINS) + count, now, nothing))[len(DEMO_LOGINS) :]


def _account(luck: random.Random, language: Language, handle: str, display_name: str, now: datetime) -> Account:
    age = timedelta(days=luck.randint(70, 1500), seconds=luck.randint(0, 86_399))
    return Account(
        id=account_id(handle),
        version=1,
        handle=handle,
        password_hash="",
        display_name=display_name,
        bio=luck.choice(_words()[f"bios_{language}"]),
        roles=EVERYBODY,
        ban=None,
        points=min(int(luck.lognormvariate(4.2, 1.3)), 4000),
        joined_at=now - age,
    )


def _home(luck: random.Random, language: Language) -> tuple[Town, ...]:
    return _neighbourhood(luck.choices(*_homes(language))[0])


def _name(luck: random.Random, language: Language, taken: set[str]) -> tuple[str, str]:
    words = _words()
    if language == "zh":
        surname, surname_latin = luck.choice(words["surnames"]).split()
        given, given_latin = luck.choice(words["given_names"]).split()
        handle = luck.choice((f"{surname_latin}_{given_latin}", f"{given_latin}_{surname_latin}", given_latin))
        shop = luck.choice(words["shops"])
        display_name = f"{given}{shop}" if shop and luck.random() < 0.5 else f"{surname}{given}"
    else:
        first, last = luck.choice(words["first_names"]), luck.choice(words["last_names"])
        handle = luck.choice((f"{first}_{last}", f"{first}{last[0]}", f"{last}_{first}")).lower()
        display_name = luck.choice((f"{first} {last}", f"{first} {last[0]}.", first))
    while handle in taken or len(handle) < 3:
        handle = f"{handle.rstrip('0123456789')}{luck.randint(2, 99_999)}"
    taken.add(handle)
    return handle, display_name


@cache
def _words() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(files(__package__).joinpath("people.toml").read_text("utf-8"))


@cache
def _towns() -> tuple[Town, ...]:
    return tuple(town for town in towns() if town.country in _CHINESE + _ABROAD)


@cache
def _homes(language: Language) -> tuple[tuple[Town, ...], tuple[float, ...]]:
    """Where people of a language may live, and how likely; large cities a little less than their share."""
    countries = _CHINESE if language == "zh" else _ABROAD
    homes = tuple(town for town in _towns() if town.country in countries and town.population >= _SMALLEST_HOME)
    return homes, tuple(town.population**0.8 for town in homes)


@cache
def _neighbourhood(home: Town) -> tuple[Town, ...]:
    def close(town: Town) -> bool:
        east, north = town.point.lng - home.point.lng, town.point.lat - home.point.lat
        return town.country == home.country and abs(east) < _NEIGHBOURHOOD and abs(north) < _NEIGHBOURHOOD

    near = sorted((town for town in _towns() if close(town) and town != home), key=lambda town: -town.population)
    return (home, *near[:9])
