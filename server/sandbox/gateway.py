"""The gateway's door for programs: one address, methods by name, answers signed as they are spelled."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from server.sandbox.book import Book, Movement, Refused, Trade
from server.sandbox.notices import Notices
from server.settings import SANDBOX_APP_ID
from server.stores.payments import bill, signing, wording

PAGE_PAY = "alipay.trade.page.pay"
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that a market sent its buyer to."""

    number: str
    amount: int
    currency: str
    subject: str
    expires_at: datetime
    notify_url: str
    return_url: str


class Gateway:
    """Checks who asks, does it in the book, and signs what it answers."""

    def __init__(
        self, book: Book, notices: Notices, own_key: RSAPrivateKey, market_key: RSAPublicKey, currency: str
    ) -> None:
        self._book, self._notices, self._currency = book, notices, currency
        self._own_key, self._market_key = own_key, market_key
        self._methods: Mapping[str, Callable[[Content, web.Request], Content]] = {
            "alipay.trade.query": self._query,
            "alipay.trade.close": self._close,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._refund_query,
            "alipay.data.dataservice.bill.downloadurl.query": self._bill_url,
        }

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/gateway.do", self.call)
        app.router.add_get("/bill", self.bill)

    async def call(self, request: web.Request) -> web.StreamResponse:
        """A call of the market; an answer that gets lost leaves its effect behind."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        method = form.get("method", "")
        body = self._answer(form, method, request)
        if self._notices.faults.lose_replies > 0:
            self._notices.faults.lose_replies -= 1
            if request.transport:
                request.transport.abort()
        raw = json.dumps(body, ensure_ascii=False)
        name = f"{method.replace('.', '_')}_response"
        text = f'{{"{name}":{raw},"sign":"{signing.sign(self._own_key, raw)}"}}'
        return web.Response(text=text, content_type="application/json")

    def _answer(self, form: Mapping[str, str], method: str, request: web.Request) -> Content:
        if not self._is_ours(form):
            return _failed("40002", "isv.invalid-signature")
        if method not in self._methods:
            return _failed("40002", "isv.invalid-method")
        try:
            return {
                "code": "10000",
                "msg": "Success",
                **self._methods[method](json.loads(form["biz_content"]), request),
            }
        except Refused as no:
            return _failed("40004", no.sub_code)
        except (KeyError, ValueError):
            return _failed("40002", "isv.invalid-parameter")

    def _is_ours(self, parameters: Mapping[str, str]) -> bool:
        signed = signing.is_request_signed(self._market_key, parameters)
        return signed and parameters.get("app_id") == SANDBOX_APP_ID

    def asked(self, parameters: Mapping[str, str]) -> Asked:
        """What a page-pay address asks for; refuses one that the market has not signed."""
        if not self._is_ours(parameters) or parameters.get("method") != PAGE_PAY:
            raise Refused("isv.invalid-signature")
        order = json.loads(parameters["biz_content"])
        amount = wording.minor_units(order["total_amount"], self._currency)
        expires_at = wording.parsed_moment(order["time_expire"])
        back = parameters.get("return_url", "")
        return Asked(
            order["out_trade_no"], amount, self._currency, order["subject"], expires_at,
            parameters.get("notify_url", ""), back,
        )  # fmt: skip

    def open(self, asked: Asked) -> Trade:
        """The buyer has signed in at the cashier: from now on the trade exists."""
        return self._book.open(
            asked.number, asked.subject, asked.amount, asked.currency, asked.expires_at.timestamp(), asked.notify_url
        )

    def pay(self, asked: Asked, *, late: bool = False) -> Trade:
        """The buyer pays; the market is told in its own time."""
        self.open(asked)
        trade = self._book.pay(asked.number, late=late)
        self._notices.tell(trade)
        return trade

    def decline(self, asked: Asked) -> Trade:
        """The buyer does not want to pay."""
        self.open(asked)
        trade = self._book.close(asked.number)
        self._notices.tell(trade)
        return trade

    def finish(self, number: str) -> Trade:
        trade = self._book.finish(number)
        self._notices.tell(trade)
        return trade

    def _query(self, content: Content, _: web.Request) -> Content:
        trade = self._book.trade(content["out_trade_no"])
        told = {"trade_status": trade.state, "total_amount": wording.decimal(trade.amount, trade.currency)}
        paid = {"send_pay_date": _moment(trade.paid_at)} if trade.paid_at else {}
        return {"out_trade_no": trade.number, "trade_no": trade.provider_number, **told, **paid}

    def _close(self, content: Content, _: web.Request) -> Content:
        trade = self._book.close(content["out_trade_no"])
        self._notices.tell(trade)
        return {"out_trade_no": trade.number, "trade_no": trade.provider_number}

    def _refund(self, content: Content, _: web.Request) -> Content:
        """A refund is told by a notice too, partial ones under the status of a payment."""
        number, request_number = content["out_trade_no"], content["out_request_no"]
        amount = wording.minor_units(content["refund_amount"], self._currency)
        moved = self._book.refund(number, request_number, amount)
        trade = self._book.trade(number)
        refunded = wording.decimal(sum(self._book.refunds(number).values()), self._currency)
        if moved:
            fields = {"refund_fee": refunded, "gmt_refund": _moment(None), "out_biz_no": request_number}
            self._notices.tell(trade, **fields)
        return {"trade_no": trade.provider_number, "fund_change": "Y" if moved else "N", "refund_fee": refunded}

    def _refund_query(self, content: Content, _: web.Request) -> Content:
        """Success of the question, not of the refund: without an amount there was none."""
        done = self._book.refunds(content["out_trade_no"]).get(content["out_request_no"])
        return {"refund_amount": wording.decimal(done, self._currency)} if done is not None else {}

    def _bill_url(self, content: Content, request: web.Request) -> Content:
        day = datetime.strptime(content["bill_date"], "%Y-%m-%d").replace(tzinfo=wording.CHINA)
        if not self._movements(day):
            raise Refused("isp.bill_not_exist")
        token = signing.sign(self._own_key, content["bill_date"])
        query = urlencode({"day": content["bill_date"], "token": token})
        return {"bill_download_url": f"{request.url.origin()}/bill?{query}"}

    async def bill(self, request: web.Request) -> web.Response:
        """The bill of a day, for whoever was given its address."""
        day = request.query.get("day", "")
        if not signing.is_signed(self._own_key.public_key(), day, request.query.get("token", "")):
            raise web.HTTPForbidden
        start = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=wording.CHINA)
        archive = bill.write([_row(it) for it in self._movements(start)], day)
        return web.Response(body=archive, content_type="application/zip")

    def _movements(self, day: datetime) -> list[Movement]:
        return list(self._book.movements(day.timestamp(), (day + timedelta(days=1)).timestamp()))


def _row(it: Movement) -> dict[str, str]:
    at = _moment(it.at)
    return {
        bill.NUMBER: it.number,
        bill.PROVIDER_NUMBER: it.provider_number,
        bill.KIND: bill.REFUND if it.request_number else bill.PAYMENT,
        bill.SUBJECT: it.subject,
        bill.OPENED: at,
        bill.DONE: at,
        bill.AMOUNT: wording.decimal(it.amount, it.currency),
        bill.REQUEST: it.request_number,
    }


def _failed(code: str, sub_code: str) -> Content:
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code, "sub_msg": sub_code}


def _moment(at: float | None) -> str:
    return wording.moment(datetime.fromtimestamp(at, UTC) if at else datetime.now(UTC))
