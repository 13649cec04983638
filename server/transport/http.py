"""Plain HTTP beside the sockets: health, the built front end, pictures, and a listing's page with Open Graph tags."""

import html
from collections.abc import Awaitable, Callable
from urllib.parse import urljoin

from aiohttp import web

from handlers.ports import Listings
from models.ids import ListingId
from models.listing import Listing, ListingState
from models.media import file_key
from server.seams import Health, StoreAway
from server.settings import Settings
from server.tasks import Tasks

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
}
_FOREVER = "public, max-age=31536000, immutable"
_PICTURE = {
    "Cache-Control": _FOREVER,
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_NO_FRONTEND = "<!doctype html><title>Souk</title><p>The front end is not built; run <code>make run</code>.</p>"
_HEAD_END = "</head>"
_EXCERPT = 200
_SPARED = frozenset({"objects"})
"""What a process is ready without: the market goes on while no picture can be seen."""

ReadPicture = Callable[[str], Awaitable[bytes | None]]
"""The file that lies under a key in the store, None when there is none. Raises StoreAway."""


class Pages:
    """The routes of one web process; `draining` makes it look unready, so that balancers turn away."""

    def __init__(
        self, settings: Settings, listings: Listings, read_picture: ReadPicture, health: Health, tasks: Tasks
    ) -> None:
        self._settings, self._listings, self._read_picture = settings, listings, read_picture
        self._health, self._tasks = health, tasks
        self.draining = False

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/livez", self.live)
        app.router.add_get("/readyz", self.ready)
        app.router.add_get("/l/{listing_id}", self.listing)
        app.router.add_get("/" + file_key("{folder:[A-Za-z0-9_-]+}", "{size:[0-9]+}"), self.picture)
        assets = self._settings.frontend_dir / "assets"
        if assets.is_dir():
            app.router.add_static("/assets", assets)
        app.router.add_get("/{path:[^.]*}", self.page)
        app.router.add_get("/{path:.*}", self.file)
        app.on_response_prepare.append(self._headers)

    async def live(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(self, request: web.Request) -> web.Response:
        """503 while draining, while a store is away that trade needs, or when something ended that never should."""
        ended = ", ".join(self._tasks.ended)
        process = "draining" if self.draining else f"ended: {ended}" if ended else "ok"
        parts = {**await self._health.check(), "process": process}
        well = all(state == "ok" for name, state in parts.items() if name not in _SPARED)
        return web.json_response({"status": "ok" if well else "unready", "parts": parts}, status=200 if well else 503)

    async def page(self, request: web.Request) -> web.Response:
        """The app's shell: its router knows the rest."""
        return self._html(self._shell_text())

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file beside the shell, by its plain name."""
        name = request.match_info["path"]
        path = self._settings.frontend_dir / name
        if "/" in name or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path)

    async def picture(self, request: web.Request) -> web.Response:
        """A file of a picture: always WebP, whatever the store calls it, and always whole.

        It never changes under its name, which is therefore its tag: who has it is told so without a look at the store.
        """
        key = request.path.lstrip("/")
        if any(it.value == key for it in request.if_none_match or ()):
            return _tagged(web.Response(status=304, headers=_PICTURE), key)
        try:
            content = await self._read_picture(key)
        except StoreAway as problem:
            raise web.HTTPServiceUnavailable from problem
        if content is None:
            raise web.HTTPNotFound
        return _tagged(web.Response(body=content, content_type="image/webp", headers=_PICTURE), key)

    async def listing(self, request: web.Request) -> web.Response:
        """The shell with what a chat or a search engine shows of a link to this listing."""
        listing = await self._listings.find(ListingId(request.match_info["listing_id"]))
        shell = self._shell_text()
        if listing is None or listing.state is ListingState.REMOVED:
            return self._html(shell, status=404)
        return self._html(shell.replace(_HEAD_END, f"{_open_graph(listing, str(request.url))}{_HEAD_END}", 1))

    def _shell_text(self) -> str:
        """Read each time: it names the assets of the build that is there now."""
        index = self._settings.frontend_dir / "index.html"
        return index.read_text(encoding="utf-8") if index.is_file() else _NO_FRONTEND

    def _html(self, text: str, status: int = 200) -> web.Response:
        return web.Response(text=text, status=status, content_type="text/html", headers={"Cache-Control": "no-cache"})

    async def _headers(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(SECURITY)
        if request.path.startswith("/assets/"):
            response.headers["Cache-Control"] = _FOREVER


def _tagged(answer: web.Response, tag: str) -> web.Response:
    answer.etag = tag
    return answer


def _open_graph(listing: Listing, url: str) -> str:
    draft = listing.draft
    properties = {
        "og:type": "product",
        "og:title": draft.title,
        "og:description": draft.description[:_EXCERPT],
        "og:url": url,
        "product:price:currency": listing.price.currency,
    }
    if draft.pictures:
        properties["og:image"] = urljoin(url, draft.pictures[0].url)
    return "".join(
        f'<meta property="{name}" content="{html.escape(content, quote=True)}">' for name, content in properties.items()
    )
