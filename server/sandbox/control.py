"""What tests ask of the sandbox: pay like a buyer, go wrong from now on, forge, and show the book."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from server.sandbox.book import Book, Refused
from server.sandbox.gateway import Asked, Gateway
from server.sandbox.notices import Notices, notice_of


class Control:
    """Under /control, on loopback as everything here; answers are JSON."""

    def __init__(self, gateway: Gateway, notices: Notices, book: Book) -> None:
        self._gateway, self._notices, self._book = gateway, notices, book

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/control/open", self.open)
        app.router.add_post("/control/pay", self.pay)
        app.router.add_post("/control/decline", self.decline)
        app.router.add_post("/control/finish", self.finish)
        app.router.add_post("/control/faults", self.set_faults)
        app.router.add_post("/control/notify", self.notify)
        app.router.add_get("/control/book", self.show_book)
        app.router.add_get("/control/notices", self.show_notices)

    async def open(self, request: web.Request) -> web.Response:
        """`{url}`: the buyer looks at his cashier page, signed in."""
        asked = self._asked(await request.json())
        return web.json_response(asdict(self._gateway.open(asked)))

    async def pay(self, request: web.Request) -> web.Response:
        """`{url, late?}`: the buyer pays; `late` also what is closed. 409 with the code where it cannot be."""
        body = await request.json()
        try:
            return web.json_response(asdict(self._gateway.pay(self._asked(body), late=body.get("late", False))))
        except Refused as no:
            return web.json_response({"sub_code": no.sub_code}, status=409)

    async def decline(self, request: web.Request) -> web.Response:
        """`{url}`: the buyer gives up at the cashier."""
        return web.json_response(asdict(self._gateway.decline(self._asked(await request.json()))))

    async def finish(self, request: web.Request) -> web.Response:
        """`{number}`: a year passes."""
        return web.json_response(asdict(self._gateway.finish((await request.json())["number"])))

    async def set_faults(self, request: web.Request) -> web.Response:
        """Fields of `Faults`; those that are absent stay as they are."""
        self._notices.faults = replace(self._notices.faults, **await request.json())
        return web.json_response(asdict(self._notices.faults))

    async def notify(self, request: web.Request) -> web.Response:
        """`{number, forge?, fields?}`: one notice at once, forged or with other fields properly signed."""
        body = await request.json()
        trade = self._book.trade(body["number"])
        fields = {**notice_of(trade), **body.get("fields", {})}
        signed = self._notices.forged(fields, body["forge"]) if "forge" in body else self._notices.signed(fields)
        return web.json_response({"answer": await self._notices.post(trade.notify_url, signed)})

    async def show_book(self, request: web.Request) -> web.Response:
        return web.json_response([asdict(movement) for movement in self._book.movements()])

    async def show_notices(self, request: web.Request) -> web.Response:
        return web.json_response([dict(notice) for notice in self._book.notices()])

    def _asked(self, body: Mapping[str, Any]) -> Asked:
        return self._gateway.asked(dict(parse_qsl(urlsplit(body["url"]).query)))
