"""Alipay (https://opendocs.alipay.com): page pay, query, close, refund, notices and the bill, signed by RSA2."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Self
from urllib.parse import urlencode

import aiohttp
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from handlers.provider import BillLine, Charge, Notice, Report, Standing
from models.errors import Code, Refusal
from models.ids import TradeNumber
from models.money import Money
from server.settings import Settings
from server.stores.payments import bill, signing, wording

log = structlog.get_logger(__name__)

RETRY_SECONDS = 2.0
_DONE, _BUSINESS_FAILED = "10000", "40004"
_NOT_EXIST, _HAS_SUCCESS = "ACQ.TRADE_NOT_EXIST", "ACQ.TRADE_HAS_SUCCESS"
_STATUS_ERROR, _NO_BILL = "ACQ.TRADE_STATUS_ERROR", "isp.bill_not_exist"
_OF_REFUNDS: Final = ("refund_fee", "gmt_refund", "out_biz_no")
_UNCERTAIN: Final = ("ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error")
_STANDINGS: Final = {
    "WAIT_BUYER_PAY": Standing.WAITING,
    "TRADE_SUCCESS": Standing.PAID,
    "TRADE_FINISHED": Standing.PAID,
    "TRADE_CLOSED": Standing.CLOSED,
}
"""`TRADE_FINISHED` comes a year after `TRADE_SUCCESS` too: paid it was in any case."""


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who we are to Alipay, and the keys of both sides."""

    app_id: str
    seller_id: str
    own_key: RSAPrivateKey
    alipay_key: RSAPublicKey


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway answered to a call: `code` of the call, `sub_code` of what it was about."""

    code: str
    sub_code: str
    body: Mapping[str, Any]


class Alipay:
    """Implements `provider.Provider`; without a merchant everything refuses with `unavailable`."""

    def __init__(self, settings: Settings, merchant: Merchant | None, http: aiohttp.ClientSession) -> None:
        self._gateway, self._currency = settings.alipay_gateway_url, settings.currency
        self._notify_url, self._return_url = settings.payment_notify_url, settings.payment_return_url
        self._timeout = aiohttp.ClientTimeout(total=settings.payment_seconds)
        self._known, self._http = merchant, http

    @classmethod
    def of(cls, settings: Settings, http: aiohttp.ClientSession) -> Self:
        """With the keys that the settings name."""
        own, alipay = settings.alipay_private_key, settings.alipay_public_key
        if not (settings.alipay_app_id and own and alipay):
            return cls(settings, None, http)
        keys = signing.private_key(own), signing.public_key(alipay)
        return cls(settings, Merchant(settings.alipay_app_id, settings.alipay_seller_id, *keys), http)

    @property
    def _merchant(self) -> Merchant:
        if self._known is None:
            raise Refusal(Code.UNAVAILABLE, "This market has no payment provider yet.")
        return self._known

    def cashier_url(self, charge: Charge) -> str:
        order = {
            "out_trade_no": charge.number,
            "product_code": "FAST_INSTANT_TRADE_PAY",
            "total_amount": wording.decimal(charge.amount.amount, charge.amount.currency),
            "subject": charge.subject,
            "time_expire": wording.moment(charge.expires_at),
        }
        back = f"{self._return_url}{charge.return_path}" if self._return_url else ""
        request = self._request("alipay.trade.page.pay", order, notify_url=self._notify_url, return_url=back)
        return f"{self._gateway}?{urlencode(request)}"

    def read_notice(self, form: Mapping[str, str]) -> Notice:
        """The signature, then whether it is meant for us; the amount is compared by whoever knows the right one."""
        merchant = self._merchant
        if not signing.is_notice_signed(merchant.alipay_key, form):
            raise Refusal(Code.NOTICE_FORGED, "The signature is wrong.")
        if form.get("app_id") != merchant.app_id or form.get("seller_id") != merchant.seller_id:
            raise Refusal(Code.NOTICE_FORGED, "The notice is meant for somebody else.")
        try:
            return Notice(form["notify_id"], TradeNumber(form["out_trade_no"]), self._noticed(form))
        except (KeyError, ValueError) as wrong:
            raise Refusal(Code.NOTICE_FORGED, f"The notice is incomplete: {wrong}.") from wrong

    def _noticed(self, form: Mapping[str, str]) -> Report | None:
        """A refund, partial ones too, comes under the status of a payment: its further fields tell it apart."""
        standing = _STANDINGS.get(form["trade_status"], Standing.WAITING)
        if standing is Standing.WAITING or any(form.get(name) for name in _OF_REFUNDS):
            return None
        return Report(standing, form["trade_no"], wording.money(form["total_amount"], self._currency))

    async def query(self, number: TradeNumber) -> Report:
        answer = await self._call("alipay.trade.query", {"out_trade_no": number})
        if answer.sub_code == _NOT_EXIST:
            return Report(Standing.UNKNOWN)
        body = _demand(answer)
        amount = wording.money(body["total_amount"], self._currency)
        return Report(_STANDINGS.get(body["trade_status"], Standing.CLOSED), body["trade_no"], amount)

    async def close(self, number: TradeNumber) -> Standing:
        answer = await self._call("alipay.trade.close", {"out_trade_no": number})
        if answer.sub_code == _NOT_EXIST:
            return Standing.UNKNOWN
        if answer.sub_code in {_HAS_SUCCESS, _STATUS_ERROR}:
            return (await self.query(number)).standing
        _demand(answer)
        return Standing.CLOSED

    async def refund(self, number: TradeNumber, request_number: str, amount: Money) -> None:
        """An answer that moved nothing is a repeat, or not done yet: the refund query tells which."""
        spelled = wording.decimal(amount.amount, amount.currency)
        ask = {"out_trade_no": number, "out_request_no": request_number}
        body = _demand(await self._call("alipay.trade.refund", {**ask, "refund_amount": spelled}))
        if body.get("fund_change") == "Y":
            return
        told = _demand(await self._call("alipay.trade.fastpay.refund.query", ask))
        if not told.get("refund_amount"):
            raise Refusal(Code.UNAVAILABLE, "The refund is not done yet.", retry_after=RETRY_SECONDS)

    async def bill(self, day: date) -> Sequence[BillLine]:
        ask = {"bill_type": "trade", "bill_date": day.isoformat()}
        answer = await self._call("alipay.data.dataservice.bill.downloadurl.query", ask)
        if answer.sub_code == _NO_BILL:
            return ()
        url = _demand(answer)["bill_download_url"]
        try:
            async with self._http.get(url, timeout=self._timeout) as page:
                page.raise_for_status()
                return bill.read(await page.read(), self._currency)
        except (aiohttp.ClientError, TimeoutError, OSError) as away:
            raise _away(away) from away

    def _request(self, method: str, content: Mapping[str, str], **more: str) -> dict[str, str]:
        parameters = {
            "app_id": self._merchant.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "timestamp": wording.moment(datetime.now(UTC)),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
            **{name: value for name, value in more.items() if value},
        }
        return signing.signed_request(self._merchant.own_key, parameters)

    async def _call(self, method: str, content: Mapping[str, str]) -> Answer:
        """One call; no answer, or one that is not signed, leaves the outcome unknown."""
        request = self._request(method, content)
        try:
            async with self._http.post(self._gateway, data=request, timeout=self._timeout) as page:
                page.raise_for_status()
                text = await page.text(encoding="utf-8")
        except (aiohttp.ClientError, TimeoutError, OSError) as away:
            raise _away(away) from away
        answer = self._answer(method, text)
        if answer.code not in {_DONE, _BUSINESS_FAILED} or answer.sub_code in _UNCERTAIN:
            log.warning("provider is unsure", method=method, code=answer.code, sub_code=answer.sub_code)
            raise Refusal(Code.UNAVAILABLE, retry_after=RETRY_SECONDS)
        return answer

    def _answer(self, method: str, text: str) -> Answer:
        """The signature covers the answer as it is spelled, so it is cut out of the text, not written anew."""
        try:
            raw = _raw_member(text, f"{method.replace('.', '_')}_response")
            signature = json.loads(text)["sign"]
        except (ValueError, KeyError) as garbled:
            raise Refusal(Code.UNAVAILABLE, retry_after=RETRY_SECONDS) from garbled
        if not signing.is_signed(self._merchant.alipay_key, raw, signature):
            log.error("answer of the provider is not signed by it", method=method)
            raise Refusal(Code.UNAVAILABLE, retry_after=RETRY_SECONDS)
        body = json.loads(raw)
        return Answer(str(body.get("code", "")), str(body.get("sub_code", "")), body)


def _raw_member(text: str, name: str) -> str:
    """The text of one member of a JSON object, as it is spelled."""
    start = text.index(f'"{name}"') + len(name) + 2
    start = text.index(":", start) + 1
    start += len(text[start:]) - len(text[start:].lstrip())
    _, end = json.JSONDecoder().raw_decode(text, start)
    return text[start:end]


def _demand(answer: Answer) -> Mapping[str, Any]:
    """The body of a call that worked."""
    if answer.code != _DONE:
        raise Refusal(Code.PAYMENT_REFUSED, f"The payment provider refused: {answer.sub_code}.")
    return answer.body


def _away(fault: Exception) -> Refusal:
    log.warning("provider is away", problem=f"{type(fault).__name__} {fault}")
    return Refusal(Code.UNAVAILABLE, "The payment provider does not answer.", retry_after=RETRY_SECONDS)
