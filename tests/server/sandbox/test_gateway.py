"""The gateway's own manners: it answers whom it knows, and shows a bill to whom it gave the address."""

import aiohttp

from server.stores.payments.alipay import Alipay
from tests.server.stores.payments.conftest import a_charge
from tests.support.sandbox import Sandbox


async def call(http: aiohttp.ClientSession, sandbox: Sandbox, **form: str) -> str:
    async with http.post(f"{sandbox.url}/gateway.do", data=form) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_a_call_that_the_market_did_not_sign_is_refused(http: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    forms: tuple[dict[str, str], ...] = (
        {},
        {"method": "alipay.trade.query"},
        {"method": "alipay.trade.query", "sign": "AAAA", "sign_type": "RSA2"},
    )
    for form in forms:
        assert "isv.invalid-signature" in await call(http, sandbox, **form)


async def test_a_page_of_somebody_else_cannot_be_paid(
    http: aiohttp.ClientSession, alipay: Alipay, sandbox: Sandbox
) -> None:
    url = alipay.cashier_url(a_charge()).replace("900.00", "1.00")
    async with http.get(url) as page:
        assert page.status == 403


async def test_a_bill_needs_the_address_that_was_given_for_it(http: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    async with http.get(f"{sandbox.url}/bill?day=2026-11-20&token=AAAA") as page:
        assert page.status == 403


async def test_looking_at_the_cashier_opens_no_trade(
    http: aiohttp.ClientSession, alipay: Alipay, sandbox: Sandbox
) -> None:
    charge = a_charge()
    async with http.get(alipay.cashier_url(charge)) as page:
        assert page.status == 200
    assert (await alipay.query(charge.number)).standing == "unknown"
