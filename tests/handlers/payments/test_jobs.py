"""What the clock asks of payments is declared, and goes round often enough for a minute's promise."""

from handlers.catalogue import JOBS

EVERY = {job.name: job.every for job in JOBS if job.name.startswith("payments:")}


def test_every_job_of_payments_is_in_the_catalogue() -> None:
    assert EVERY.keys() == {f"payments:{what}" for what in ("follow", "expire", "refund", "pay_out", "reconcile")}


def test_nothing_of_a_buyer_s_waits_for_more_than_some_seconds() -> None:
    assert all(every <= 5 for name, every in EVERY.items() if name != "payments:reconcile")
