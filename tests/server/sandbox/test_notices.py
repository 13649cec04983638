"""Notices of the sandbox: repeated on the schedule until they are heard, and wrong in every way that is asked for."""

from server.sandbox.notices import FORGERIES, PAUSES
from server.stores.payments.alipay import Alipay
from tests.server.stores.payments.conftest import Ear, a_charge
from tests.support.sandbox import Sandbox
from tests.support.waiting import until


def test_the_schedule_is_alipay_s() -> None:
    assert [pause / 60 for pause in PAUSES] == [4, 10, 10, 60, 120, 360, 900]


async def test_a_notice_is_repeated_until_the_answer_is_exactly_success(
    alipay: Alipay, sandbox: Sandbox, ear: Ear
) -> None:
    ear.answers = ["failure", "success\n"]
    charge = a_charge()
    await sandbox.pay(alipay.cashier_url(charge))
    await until(lambda: len(ear.about(charge.number)) == 3)
    assert len({notice["notify_id"] for notice in ear.about(charge.number)}) == 1

    async def is_heard() -> bool:
        return [it["acked"] for it in await sandbox.notices() if it["number"] == charge.number] == [1]

    await until(is_heard)


async def test_copies_come_at_once_and_are_the_same_notice(alipay: Alipay, sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.go_wrong(duplicate=8)
    charge = a_charge()
    await sandbox.pay(alipay.cashier_url(charge))
    await until(lambda: len(ear.about(charge.number)) == 8)
    assert len({notice["notify_id"] for notice in ear.about(charge.number)}) == 1


async def test_what_is_dropped_or_not_heard_comes_again(alipay: Alipay, sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.go_wrong(drop=1, lose_acks=1)
    charge = a_charge()
    await sandbox.pay(alipay.cashier_url(charge))
    await until(lambda: len(ear.about(charge.number)) == 2)


async def test_the_newest_comes_first_when_they_are_reordered(alipay: Alipay, sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.go_wrong(reorder=True)
    charge = a_charge()
    await sandbox.pay(alipay.cashier_url(charge))
    await sandbox.ask("finish", number=charge.number)
    await until(lambda: len(ear.about(charge.number)) == 2)
    assert [notice["trade_status"] for notice in ear.about(charge.number)] == ["TRADE_FINISHED", "TRADE_SUCCESS"]


async def test_forgeries_come_before_the_true_one(alipay: Alipay, sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.go_wrong(forge=True)
    ear.answers = ["failure"] * len(FORGERIES)
    charge = a_charge()
    await sandbox.pay(alipay.cashier_url(charge))
    await until(lambda: len(ear.heard) == len(FORGERIES) + 1)
    assert alipay.read_notice(ear.heard[-1]).number == charge.number
