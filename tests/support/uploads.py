"""Uploading in tests as a client does: ask for a form, post it to the object store, confirm."""

from collections.abc import Mapping
from typing import Any

import aiohttp

from tests.support.raw import RawClient
from tests.support.waiting import until


async def presign(
    client: RawClient, content: bytes, *, content_type: str = "image/jpeg", purpose: str = "listing"
) -> dict[str, Any]:
    """A form for this content."""
    body = {"purpose": purpose, "content_type": content_type, "bytes": max(len(content), 1)}
    ack = await client.ask("media:presign", body)
    assert ack["ok"], ack
    form: dict[str, Any] = ack["data"]
    return form


async def post(form: Mapping[str, Any], content: bytes, **changes: str | None) -> int:
    """Send the form with the file; `changes` replace, add or, with None, leave out fields. Gives the HTTP status."""
    fields = {**form["fields"], **{name.replace("_", "-"): value for name, value in changes.items()}}
    data = aiohttp.FormData()
    for name, value in fields.items():
        if value is not None:
            data.add_field(name, value)
    data.add_field("file", content, filename="photo", content_type=form["fields"]["Content-Type"])
    async with aiohttp.ClientSession() as http, http.post(form["url"], data=data, allow_redirects=False) as answer:
        return answer.status


async def uploaded(client: RawClient, content: bytes, **told: str) -> str:
    """Upload and confirm; gives the id."""
    form = await presign(client, content, **told)
    assert await post(form, content) in {200, 204}
    ack = await client.ask("media:confirm", {"media_id": form["media_id"]})
    assert ack["ok"], ack
    assert ack["data"]["media"]["state"] == "pending"
    media_id: str = form["media_id"]
    return media_id


async def made_ready(client: RawClient, content: bytes, **told: str) -> dict[str, Any]:
    """Upload, confirm, and wait until it is ready; gives its view."""
    return await looked_at(client, await uploaded(client, content, **told), "media:ready")


async def refusal_of(client: RawClient, content: bytes, **told: str) -> str:
    """Upload something that is refused; gives the reason."""
    media = await looked_at(client, await uploaded(client, content, **told), "media:refused")
    reason: str = media["reason"]
    return reason


async def looked_at(client: RawClient, media_id: str, push: str) -> dict[str, Any]:
    """Wait until the worker had its turn, which may take a while on a busy machine; then the push is on its way."""

    async def is_settled() -> bool:
        ack = await client.ask("media:confirm", {"media_id": media_id})
        return bool(ack["data"]["media"]["state"] != "pending")

    await until(is_settled, seconds=60)
    media: dict[str, Any] = (await client.push(push))["media"]
    assert media["id"] == media_id
    return media


async def served(url: str) -> tuple[int, bytes]:
    """What anybody gets under an address."""
    async with aiohttp.ClientSession() as anybody, anybody.get(url) as answer:
        return answer.status, await answer.read()
