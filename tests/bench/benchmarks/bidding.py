"""Two hundred bidders on one auction: every bid decided in order, written before it is answered, and told to all."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from models.ids import random_id
from server.local.replay.bidder import Bidder
from tests.bench.benchmarks.plan import Benchmark, Plan
from tests.bench.figures import Figures, Outcome, Row, Target, Value, noise
from tests.bench.loads import Load
from tests.bench.stage import Lane, Stage

BIDDERS = 200
DECIDED_A_SECOND = 2_000
P99_MS = 250
WATCHERS_NETWORK = 200
EXPECTED = '"code":"bid_too_low"'
"""Others were faster: decided all the same."""


async def bidding(stage: Stage, plan: Plan) -> Outcome:
    tokens = await stage.tokens(BIDDERS + 1)
    async with stage.lanes("Souk") as lanes:
        (lane,) = lanes
        listing_id = await _auction(lane, tokens[BIDDERS])
        await lane.open(BIDDERS, tokens=tokens[:BIDDERS])
        request = (
            f'["auction:bid",{{"request_id":"@ID@","listing_id":"{listing_id}",'
            '"maximum":{"amount":"@RISING@","currency":"CNY"}}]'
        )

        async def drive(lane: Lane) -> dict[str, Any]:
            return await lane.order("drive", request=request, seconds=plan.window, warm_up=plan.warm_up)

        await stage.in_turn(lanes, 1, drive)
        windows = await stage.in_turn(lanes, plan.rounds, drive)
        watched, compared = await _watched(lane, plan, listing_id, drive)
    it = Figures.of(windows["Souk"])
    rows = [
        Row("Souk", {"watchers": 0, **_columns(it)}),
        Row("Souk", {"watchers": plan.followers, **_columns(watched)}),
    ]
    targets = [
        Target("bids decided a second", it.per_second, DECIDED_A_SECOND, at_most=False, unit=""),
        Target("p99 of a bid's answer", it.percentile_ms(0.99), P99_MS, unit=" ms"),
        Target(f"sequences that {plan.followers:,} watchers were told", compared["sequences"], 1, unit=""),
    ]
    wrong = [refusal for refusal in it.refused if EXPECTED not in refusal][:1]
    told = f"The watchers were told {compared['pushes']:,} times each."
    return Outcome(rows, targets, [told, *(f"refused {it}" for it in wrong), *noise([it])])


async def _watched(
    lane: Lane, plan: Plan, listing_id: str, drive: Callable[[Lane], Awaitable[dict[str, Any]]]
) -> tuple[Figures, dict[str, Any]]:
    """The same once more, while others watch from another process; and what these were told."""
    entrance = f'["listing:watch",{{"listing_id":"{listing_id}"}}]'
    async with Load() as audience:
        await audience.order(
            "open", url=lane.subject.url, count=plan.followers, entrance=entrance, groups={}, network=WATCHERS_NETWORK
        )
        window = await drive(lane)
        compared = await audience.order("compare")
    return Figures.of([window]), compared


def _columns(it: Figures) -> dict[str, Value]:
    low = sum(count for refusal, count in it.refused.items() if EXPECTED in refusal)
    return {
        "decided/s": it.per_second,
        "accepted %": 100 * (it.answers - low) / max(it.answers, 1),
        "CPU us/bid": it.cpu_us(),
        "mongod us": it.cpu_us("mongod"),
        "worker us": it.cpu_us("worker"),
        "mean ms": it.mean_ms,
        "p50 ms": it.percentile_ms(0.5),
        "p99 ms": it.percentile_ms(0.99),
        "errors %": 100 * (it.failures - low) / max(it.answers, 1),
    }


async def _auction(lane: Lane, token: str) -> str:
    """One that outlasts the benchmark, from somebody who does not bid."""
    url = lane.subject.url.replace("ws://", "http://")
    body = {
        "request_id": random_id(),
        "title": "Mountain bicycle, barely used",
        "category": "bicycles",
        "condition": "good",
        "delivery": ["ship"],
        "sale": {
            "kind": "auction",
            "start": {"amount": 1, "currency": "CNY"},
            "ends_at": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
        },
    }
    async with aiohttp.ClientSession() as http, Bidder(http, url, token) as seller:
        listing_id: str = (await seller.ask("listing:publish", body))["data"]["listing"]["id"]
    return listing_id


BENCHMARKS = (
    Benchmark(
        "bids",
        "Two hundred people bid on one auction, one request in flight each, each maximum above the last one sent: "
        "`auction:bid`, decided in order and acknowledged by the majority. What came too late to be enough counts as "
        "decided. No other server here has auctions.",
        "200 sockets signed in to as many accounts, each hears every push; once more with as many watchers as the "
        "table says.",
        bidding,
    ),
)
