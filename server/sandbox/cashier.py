"""The cashier: the page where a buyer pays or does not, in English and Chinese, on a phone or not."""

import html
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from server.sandbox.book import WAITING, Book, Refused, Trade
from server.sandbox.gateway import Asked, Gateway
from server.stores.payments import wording

_PAGE = Template((Path(__file__).parent / "cashier.html").read_text(encoding="utf-8"))
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Cashier", "sandbox": "Sandbox, no real money", "number_label": "Number",
        "deadline_label": "Pay before", "note": "Souk sandbox gateway", "other_language": "中文", "other": "zh",
        "pay": "Pay now", "decline": "Do not pay", "back": "Back to the market", "paid": "Paid",
        "over": "Closed: nothing can be paid here.",
        "wrong": "This address was not made by the market.",
    },
    "zh": {
        "title": "收银台", "sandbox": "沙箱环境，不涉及真实资金", "number_label": "订单号",
        "deadline_label": "请在此前支付", "note": "Souk 沙箱网关", "other_language": "English", "other": "en",
        "pay": "立即支付", "decline": "不支付", "back": "返回市场", "paid": "支付成功",
        "over": "交易已关闭，无法支付。",
        "wrong": "该链接不是由市场生成的。",
    },
}  # fmt: skip
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "Cache-Control": "no-store"}
_SIGNS = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}


class Cashier:
    """What the market's own address shows is checked again whenever a button is pressed."""

    def __init__(self, gateway: Gateway, book: Book) -> None:
        self._gateway, self._book = gateway, book

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/gateway.do", self.show)
        app.router.add_post("/cashier", self.press)

    async def show(self, request: web.Request) -> web.Response:
        """Looking at the page opens no trade yet: until the buyer acts the gateway knows of none."""
        parameters = {name: value for name, value in request.query.items() if name != "lang"}
        words = _WORDS[_language(request)]
        try:
            asked = self._gateway.asked(parameters)
        except (Refused, KeyError, ValueError):
            return web.Response(text=words["wrong"], status=403)
        return self._page(request, parameters, asked, self._book.find(asked.number))

    async def press(self, request: web.Request) -> web.Response:
        """Pay or do not, and go back to the market."""
        form = await request.post()
        parameters = dict(parse_qsl(str(form.get("request", ""))))
        try:
            asked = self._gateway.asked(parameters)
            trade = self._gateway.decline(asked) if form.get("action") == "decline" else self._gateway.pay(asked)
        except Refused as no:
            if no.sub_code == "isv.invalid-signature":
                return web.Response(text=_WORDS[_language(request)]["wrong"], status=403)
            trade = self._book.trade(asked.number)
        except (KeyError, ValueError):
            return web.Response(text=_WORDS[_language(request)]["wrong"], status=403)
        if asked.return_url:
            raise web.HTTPSeeOther(_returned(asked, trade))
        return self._page(request, parameters, asked, trade)

    def _page(
        self, request: web.Request, parameters: Mapping[str, str], asked: Asked, trade: Trade | None
    ) -> web.Response:
        words = _WORDS[language := _language(request)]
        query, sign = urlencode(parameters), _SIGNS.get(asked.currency, f"{asked.currency} ")
        over = trade.state != WAITING if trade else asked.expires_at <= datetime.now(UTC)
        shown = {
            "lang": language,
            "subject": asked.subject,
            "amount": f"{sign}{wording.decimal(asked.amount, asked.currency)}",
            "number": asked.number,
            "deadline": asked.expires_at.isoformat(),
            "deadline_shown": asked.expires_at.strftime("%H:%M:%S (%Z)"),
            "other_href": f"/gateway.do?{query}&lang={words['other']}",
        }
        escaped = {name: html.escape(text) for name, text in {**words, **shown}.items()}
        actions = _ended(words, asked, trade) if over else _buttons(words, query, language)
        headers = {
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "Cache-Control": "no-store",
        }
        page = _PAGE.substitute(escaped, actions=actions)
        return web.Response(text=page, content_type="text/html", headers=headers)


def _buttons(words: Mapping[str, str], query: str, language: str) -> str:
    return (
        f'<form method="post" action="/cashier?lang={language}">'
        f'<input type="hidden" name="request" value="{html.escape(query)}">'
        f'<button name="action" value="pay">{words["pay"]}</button>'
        f'<button class="plain" name="action" value="decline">{words["decline"]}</button></form>'
    )


def _ended(words: Mapping[str, str], asked: Asked, trade: Trade | None) -> str:
    said = words["paid"] if trade and trade.paid_at else words["over"]
    back = f'<a class="button" href="{html.escape(asked.return_url)}">{words["back"]}</a>' if asked.return_url else ""
    return f'<p role="status">{said}</p>{back}'


def _returned(asked: Asked, trade: Trade) -> str:
    """Display only: nobody is paid because a browser came back."""
    told = {"out_trade_no": trade.number, "trade_no": trade.provider_number}
    return f"{asked.return_url}{'&' if '?' in asked.return_url else '?'}{urlencode(told)}"


def _language(request: web.Request) -> str:
    asked: str = request.query.get("lang") or request.headers.get("Accept-Language") or ""
    return "zh" if asked.strip().lower().startswith("zh") else "en"
