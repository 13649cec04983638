"""Where the payment provider tells what happened: `POST /pay/alipay/notify`, answered by one exact word."""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

from models.errors import Refusal
from server.seams import StoreAway, Unconfirmed, VersionConflict

log = structlog.get_logger(__name__)

PATH = "/pay/alipay/notify"
_FORM = "application/x-www-form-urlencoded"

Take = Callable[[Mapping[str, str]], Awaitable[None]]


class PaymentNotices:
    """Says `success` once a notice has had its effect and that is safe; anything else makes the provider tell again."""

    def __init__(self, take: Take, store_faults: tuple[type[Exception], ...]) -> None:
        self._take = take
        self._faults: tuple[type[Exception], ...] = (StoreAway, Unconfirmed, VersionConflict, *store_faults)

    def add_to(self, app: web.Application) -> None:
        app.router.add_post(PATH, self.notify)

    async def notify(self, request: web.Request) -> web.Response:
        """No session, no cookie, no redirect: who it is from, its signature says."""
        if request.content_type != _FORM:
            raise web.HTTPUnsupportedMediaType
        form = await request.post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        try:
            await self._take(fields)
        except Refusal as no:
            log.warning(
                "notice refused", code=no.code.value, reason=no.message, trade=fields.get("out_trade_no", "")[:64]
            )
            return web.Response(text="failure")
        except self._faults as fault:
            log.warning("notice not taken", problem=type(fault).__name__)
            return web.Response(text="failure", status=503)
        return web.Response(text="success")
