"""The control addresses: what tests stand on must itself be right."""

from server.stores.payments.alipay import Alipay
from tests.server.stores.payments.conftest import Ear, a_charge
from tests.support.sandbox import Sandbox


async def test_the_book_shows_all_money_that_came(alipay: Alipay, sandbox: Sandbox) -> None:
    charge = a_charge()
    await sandbox.pay(alipay.cashier_url(charge))
    assert [it["amount"] for it in await sandbox.book() if it["number"] == charge.number] == [90_000]
    assert (await sandbox.pay(alipay.cashier_url(charge)))["sub_code"] == "ACQ.TRADE_HAS_SUCCESS"


async def test_a_late_payment_comes_after_the_trade_is_closed(alipay: Alipay, sandbox: Sandbox) -> None:
    charge = a_charge()
    url = alipay.cashier_url(charge)
    assert (await sandbox.ask("decline", url=url))["state"] == "TRADE_CLOSED"
    assert (await sandbox.pay(url, late=True))["state"] == "TRADE_SUCCESS"


async def test_faults_that_are_not_named_stay_as_they_are(sandbox: Sandbox) -> None:
    await sandbox.go_wrong(duplicate=3)
    assert (await sandbox.ask("faults", drop=2))["duplicate"] == 3


async def test_a_notice_can_say_anything_and_the_answer_is_told(alipay: Alipay, sandbox: Sandbox, ear: Ear) -> None:
    charge = a_charge()
    await sandbox.ask("open", url=alipay.cashier_url(charge))
    ear.answers = ["failure"]
    told = await sandbox.ask("notify", number=charge.number, fields={"trade_status": "TRADE_SUCCESS"})
    assert told["answer"] == "failure"
    assert ear.heard[-1]["trade_status"] == "TRADE_SUCCESS"
