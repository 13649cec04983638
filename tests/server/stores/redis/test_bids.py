"""The gate for bids: it refuses what is certainly too low, and nothing else."""

from dataclasses import replace

import pytest

from models.listing import Listing
from server.stores.redis.bids import RedisBidGate
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from tests.support.auctions import a_bid, an_auction, fold
from tests.support.listings import a_listing

LISTING = a_listing()


@pytest.fixture
def gate(scripts: Scripts, keys: Keys) -> RedisBidGate:
    return RedisBidGate(scripts, keys)


def standing(version: int, *maxima: int) -> Listing:
    """After so many bids of people who take turns; the price is one increment over the last but one."""
    bids = [a_bid("AB"[place % 2], maximum) for place, maximum in enumerate(maxima)]
    return replace(LISTING, version=version, auction=fold(an_auction(), bids))


async def test_what_is_below_the_least_is_refused_and_told_what_would_do(gate: RedisBidGate) -> None:
    assert await gate.least(LISTING.id, "new", 1) == 0
    gate.learn(standing(2, 20_00), ["first"])
    assert await gate.least(LISTING.id, "new", 10_49) == 10_50
    assert await gate.least(LISTING.id, "new", 10_50) == 0


async def test_a_repeat_of_what_was_accepted_passes(gate: RedisBidGate) -> None:
    gate.learn(standing(2, 20_00), ["first"])
    gate.learn(standing(3, 20_00, 50_00), ["second"])
    assert await gate.least(LISTING.id, "first", 20_00) == 0
    assert await gate.least(LISTING.id, "third", 20_00) == 21_00


async def test_who_does_not_know_all_accepted_bids_refuses_none(gate: RedisBidGate) -> None:
    gate.learn(standing(3, 20_00, 50_00), ["second"])
    assert await gate.least(LISTING.id, "third", 1) == 0
    gate.learn(standing(2, 20_00), ["first"])
    assert await gate.least(LISTING.id, "third", 1) == 21_00


async def test_an_older_state_does_not_lower_a_newer_one(gate: RedisBidGate) -> None:
    gate.learn(standing(3, 20_00, 50_00), ["second"])
    gate.learn(standing(2, 20_00), ["first"])
    gate.learn(standing(2, 20_00), ["first"])
    assert await gate.least(LISTING.id, "new", 20_99) == 21_00


async def test_before_bids_are_taken_back_it_is_opened_and_stays_open_for_what_was_older(gate: RedisBidGate) -> None:
    gate.learn(standing(2, 20_00), ["first"])
    gate.learn(standing(3, 20_00, 50_00), ["second"])
    await gate.open(standing(4, 20_00))
    gate.learn(standing(3, 20_00, 50_00), ["second"])
    assert await gate.least(LISTING.id, "new", 1) == 0
