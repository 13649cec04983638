"""The cashier page: what a buyer reads and presses, in both languages, and what he cannot change."""

import html
import re

import aiohttp

from server.stores.payments.alipay import Alipay
from tests.server.stores.payments.conftest import Ear, a_charge
from tests.support.sandbox import Sandbox


async def read(http: aiohttp.ClientSession, url: str, language: str = "en") -> str:
    async with http.get(url, headers={"Accept-Language": language}) as page:
        assert page.status == 200
        return await page.text()


async def press(http: aiohttp.ClientSession, sandbox: Sandbox, page: str, action: str) -> tuple[int, str]:
    """Status, and where it leads."""
    found = re.search(r'name="request" value="([^"]+)"', page)
    assert found
    form = {"request": html.unescape(found[1]), "action": action}
    async with http.post(f"{sandbox.url}/cashier", data=form, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location", "")


async def test_a_buyer_reads_what_he_pays_in_his_language(http: aiohttp.ClientSession, alipay: Alipay) -> None:
    url = alipay.cashier_url(a_charge(subject="<b>Bicycle</b>"))
    english, chinese = await read(http, url), await read(http, url, "zh-CN,zh;q=0.9")
    assert "¥900.00" in english
    assert "&lt;b&gt;Bicycle" in english
    assert "Pay now" in english
    assert "立即支付" in chinese
    assert "viewport" in english
    assert "立即支付" in await read(http, f"{url}&lang=zh")


async def test_paying_leads_back_to_the_market_and_the_page_says_so(
    http: aiohttp.ClientSession, alipay: Alipay, sandbox: Sandbox, ear: Ear
) -> None:
    charge = a_charge()
    url = alipay.cashier_url(charge)
    status, back = await press(http, sandbox, await read(http, url), "pay")
    assert status == 303
    assert back.startswith(f"{ear.url}/orders/1?out_trade_no={charge.number}")
    assert (await alipay.query(charge.number)).standing == "paid"
    assert "Pay now" not in await read(http, url)


async def test_who_does_not_pay_closes_the_trade(http: aiohttp.ClientSession, alipay: Alipay, sandbox: Sandbox) -> None:
    charge = a_charge()
    page = await read(http, alipay.cashier_url(charge))
    await press(http, sandbox, page, "decline")
    assert (await alipay.query(charge.number)).standing == "closed"
    status, _ = await press(http, sandbox, page, "pay")
    assert status == 303
    assert (await alipay.query(charge.number)).standing == "closed"


async def test_a_price_that_the_market_did_not_sign_is_not_taken(
    http: aiohttp.ClientSession, alipay: Alipay, sandbox: Sandbox
) -> None:
    page = await read(http, alipay.cashier_url(a_charge()))
    status, _ = await press(http, sandbox, page.replace("900.00", "0.01"), "pay")
    assert status == 403
