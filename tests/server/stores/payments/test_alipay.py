"""The adapter against the real sandbox process: what it asks, what it believes, and what it makes of silence."""

from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import orjson
import pytest

from handlers.provider import Standing
from models.errors import Code, Refusal
from models.money import Money
from server.settings import Settings
from server.stores.payments import wording
from server.stores.payments.alipay import Alipay
from tests.server.stores.payments.conftest import Ear, a_charge, settings_of
from tests.support.sandbox import Sandbox
from tests.support.waiting import until

ALL = Money(90_000, "CNY")


def yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


def test_the_page_can_be_paid_until_the_hold_is_over_and_no_second_longer(alipay: Alipay) -> None:
    charge = a_charge()
    query = dict(parse_qsl(urlsplit(alipay.cashier_url(charge)).query))
    asked = orjson.loads(query["biz_content"])
    assert (asked["total_amount"], asked["subject"]) == ("900.00", charge.subject)
    left = charge.expires_at - wording.parsed_moment(asked["time_expire"])
    assert 0 <= left.total_seconds() < 1
    assert query["sign_type"] == "RSA2"


async def test_a_trade_is_unknown_until_its_buyer_acts_then_waits_and_is_paid(alipay: Alipay, sandbox: Sandbox) -> None:
    charge = a_charge()
    url = alipay.cashier_url(charge)
    assert (await alipay.query(charge.number)).standing is Standing.UNKNOWN
    await sandbox.ask("open", url=url)
    assert (await alipay.query(charge.number)).standing is Standing.WAITING
    trade = await sandbox.pay(url)
    report = await alipay.query(charge.number)
    assert (report.standing, report.provider_number, report.amount) == (Standing.PAID, trade["provider_number"], ALL)


async def test_closing_tells_whether_it_came_in_time(alipay: Alipay, sandbox: Sandbox) -> None:
    unknown, waiting, paid = a_charge(), a_charge(), a_charge()
    assert await alipay.close(unknown.number) is Standing.UNKNOWN
    await sandbox.ask("open", url=alipay.cashier_url(waiting))
    assert await alipay.close(waiting.number) is Standing.CLOSED
    assert await alipay.close(waiting.number) is Standing.CLOSED
    await sandbox.pay(alipay.cashier_url(paid))
    assert await alipay.close(paid.number) is Standing.PAID


async def test_a_trade_that_was_never_opened_can_be_paid_although_it_was_closed(
    alipay: Alipay, sandbox: Sandbox
) -> None:
    charge = a_charge()
    assert await alipay.close(charge.number) is Standing.UNKNOWN
    await sandbox.pay(alipay.cashier_url(charge))
    assert (await alipay.query(charge.number)).standing is Standing.PAID


async def test_nothing_is_paid_after_the_deadline(alipay: Alipay, sandbox: Sandbox) -> None:
    charge = a_charge(seconds=-1)
    assert (await sandbox.pay(alipay.cashier_url(charge)))["sub_code"] == "ACQ.TRADE_HAS_CLOSE"
    assert (await alipay.query(charge.number)).standing is Standing.CLOSED


async def test_a_refund_asked_for_again_moves_money_once(alipay: Alipay, sandbox: Sandbox) -> None:
    charge = a_charge()
    await sandbox.pay(alipay.cashier_url(charge))
    for _ in range(3):
        await alipay.refund(charge.number, "r1", yuan(100))
    await alipay.refund(charge.number, "r2", yuan(800))
    moved = [it["amount"] for it in await sandbox.book() if it["number"] == charge.number]
    assert moved == [90_000, -10_000, -80_000]
    assert (await alipay.query(charge.number)).standing is Standing.CLOSED


async def test_a_refund_whose_answer_was_lost_is_done_by_asking_again(alipay: Alipay, sandbox: Sandbox) -> None:
    charge = a_charge()
    await sandbox.pay(alipay.cashier_url(charge))
    await sandbox.go_wrong(lose_replies=1)
    with pytest.raises(Refusal) as no:
        await alipay.refund(charge.number, "r1", ALL)
    assert no.value.code is Code.UNAVAILABLE
    await alipay.refund(charge.number, "r1", ALL)
    assert [it["amount"] for it in await sandbox.book() if it["number"] == charge.number] == [90_000, -90_000]


@pytest.mark.parametrize(("amount", "paid"), [(yuan(901), True), (ALL, False)])
async def test_what_the_provider_does_not_refund_is_refused(
    alipay: Alipay, sandbox: Sandbox, amount: Money, *, paid: bool
) -> None:
    charge = a_charge()
    await sandbox.ask("pay" if paid else "open", url=alipay.cashier_url(charge))
    with pytest.raises(Refusal) as no:
        await alipay.refund(charge.number, "r1", amount)
    assert no.value.code is Code.PAYMENT_REFUSED


async def test_a_notice_of_a_payment_is_read_with_fields_that_are_new(
    alipay: Alipay, sandbox: Sandbox, ear: Ear
) -> None:
    charge = a_charge()
    trade = await sandbox.pay(alipay.cashier_url(charge))
    await until(lambda: bool(ear.about(charge.number)))
    notice = alipay.read_notice(ear.about(charge.number)[0])
    assert notice.number == charge.number
    assert notice.report
    assert (notice.report.standing, notice.report.amount) == (Standing.PAID, ALL)
    assert notice.report.provider_number == trade["provider_number"]


async def test_a_notice_of_a_refund_is_no_second_payment(alipay: Alipay, sandbox: Sandbox, ear: Ear) -> None:
    charge = a_charge()
    await sandbox.pay(alipay.cashier_url(charge))
    await alipay.refund(charge.number, "r1", yuan(100))
    await until(lambda: len(ear.about(charge.number)) == 2)
    (told,) = [it for it in ear.about(charge.number) if "refund_fee" in it]
    assert told["trade_status"] == "TRADE_SUCCESS"
    assert alipay.read_notice(told).report is None


async def test_a_trade_that_is_finished_was_paid(alipay: Alipay, sandbox: Sandbox, ear: Ear) -> None:
    charge = a_charge()
    await sandbox.pay(alipay.cashier_url(charge))
    await sandbox.ask("finish", number=charge.number)
    await until(lambda: len(ear.about(charge.number)) == 2)
    for told in ear.about(charge.number):
        report = alipay.read_notice(told).report
        assert report
        assert report.standing is Standing.PAID
    with pytest.raises(Refusal):
        await alipay.refund(charge.number, "r1", ALL)


@pytest.mark.parametrize("kind", ["signature", "weak_signature", "amount", "application", "seller", "number"])
async def test_a_forged_notice_is_not_read(alipay: Alipay, sandbox: Sandbox, ear: Ear, kind: str) -> None:
    charge = a_charge()
    await sandbox.ask("open", url=alipay.cashier_url(charge))
    await sandbox.ask("notify", number=charge.number, forge=kind)
    with pytest.raises(Refusal) as no:
        alipay.read_notice(ear.heard[-1])
    assert no.value.code is Code.NOTICE_FORGED


@pytest.mark.parametrize(
    "fields", [{"app_id": "x"}, {"seller_id": "x"}, {"total_amount": "9e"}, {"total_amount": "0.001"}]
)
async def test_a_notice_that_is_signed_but_not_about_us_is_not_read(
    alipay: Alipay, sandbox: Sandbox, ear: Ear, fields: dict[str, str]
) -> None:
    charge = a_charge()
    await sandbox.pay(alipay.cashier_url(charge))
    await sandbox.ask("notify", number=charge.number, fields=fields)
    with pytest.raises(Refusal) as no:
        alipay.read_notice(ear.heard[-1])
    assert no.value.code is Code.NOTICE_FORGED


async def test_the_bill_of_a_day_lists_what_came_and_went(alipay: Alipay, sandbox: Sandbox) -> None:
    charge = a_charge(subject="二手相机 📷")
    await sandbox.pay(alipay.cashier_url(charge))
    await alipay.refund(charge.number, "r1", yuan(100))
    today = datetime.now(wording.CHINA).date()
    lines = [line for line in await alipay.bill(today) if line.number == charge.number]
    assert [(line.request_number, line.amount) for line in lines] == [("", 90_000), ("r1", -10_000)]
    assert await alipay.bill(today.replace(year=2020)) == ()


async def test_a_gateway_that_does_not_answer_leaves_the_outcome_open(
    http: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    away = settings_of({**sandbox.environment(""), "SOUK_ALIPAY_GATEWAY_URL": "http://127.0.0.1:9/gateway.do"})
    with pytest.raises(Refusal) as no:
        await Alipay.of(away, http).query(a_charge().number)
    assert no.value.code is Code.UNAVAILABLE
    assert no.value.retry_after


async def test_an_answer_that_is_not_signed_by_the_provider_is_none(
    http: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    told = sandbox.environment("")
    impostor = {**told, "SOUK_ALIPAY_PUBLIC_KEY": told["SOUK_ALIPAY_PRIVATE_KEY"].replace("market", "market.public")}
    with pytest.raises(Refusal) as no:
        await Alipay.of(settings_of(impostor), http).query(a_charge().number)
    assert no.value.code is Code.UNAVAILABLE


async def test_without_a_merchant_nothing_can_be_paid(http: aiohttp.ClientSession) -> None:
    with pytest.raises(Refusal) as no:
        Alipay.of(Settings(), http).cashier_url(a_charge())
    assert no.value.code is Code.UNAVAILABLE
