"""python-socketio as it comes, on aiohttp and uvloop, doing the least that can be called the same work.

python stock.py PORT MONGO_URL
"""

import sys
from datetime import UTC, datetime
from typing import Any

import socketio
import uvloop
from aiohttp import web
from pymongo import AsyncMongoClient, WriteConcern

TITLE_LENGTH = 100
BACKLOG = 4096
MESSAGE_BYTES = 1 << 16

Body = dict[str, Any]


def site(mongo_url: str) -> web.Application:
    """The application; it connects to MongoDB with the first document it writes."""
    server = socketio.AsyncServer(
        async_mode="aiohttp", transports=["websocket"], cors_allowed_origins=[], max_http_buffer_size=MESSAGE_BYTES
    )
    mongo = AsyncMongoClient[Body](mongo_url)
    listings = mongo["bench_stock"].get_collection("listings", write_concern=WriteConcern(w="majority"))

    async def watch(sid: str, body: Body) -> Body:
        await server.enter_room(sid, "feed")
        return {"ok": True}

    async def echo(sid: str, body: Body) -> Body:
        return body

    async def shout(sid: str, body: Body) -> Body:
        await server.emit("shouted", body, room="feed")
        return {"ok": True}

    async def create(sid: str, body: Body) -> Body:
        title = body.get("title")
        if not isinstance(title, str) or not 0 < len(title) <= TITLE_LENGTH:
            return {"ok": False}
        result = await listings.insert_one({**body, "created_at": datetime.now(UTC)})
        return {"ok": True, "id": str(result.inserted_id)}

    async def ready(request: web.Request) -> web.Response:
        return web.Response(text="ready")

    for handler in (watch, echo, shout, create):
        server.on(handler.__name__, handler)
    application = web.Application()
    application.router.add_get("/", ready)
    server.attach(application)
    return application


def main() -> None:
    port, mongo_url = sys.argv[1:]
    web.run_app(
        site(mongo_url),
        host="127.0.0.1",
        port=int(port),
        backlog=BACKLOG,
        print=None,
        access_log=None,
        loop=uvloop.new_event_loop(),
    )


if __name__ == "__main__":
    main()
