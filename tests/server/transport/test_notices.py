"""The provider's door: `success` only once all is safe, anything else where it is not."""

from collections.abc import Mapping

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from models.errors import Code, Refusal
from server.seams import StoreAway, Unconfirmed, VersionConflict
from server.transport.notices import PATH, PaymentNotices


class Taking:
    """Remembers what it is told, then does as it was asked to."""

    def __init__(self, outcome: Exception | None = None) -> None:
        self.outcome, self.taken = outcome, list[Mapping[str, str]]()

    async def take(self, fields: Mapping[str, str]) -> None:
        self.taken.append(fields)
        if self.outcome:
            raise self.outcome


async def told(taking: Taking, body: str, content_type: str = "application/x-www-form-urlencoded") -> tuple[int, str]:
    app = web.Application()
    PaymentNotices(taking.take, (OSError,)).add_to(app)
    async with TestClient(TestServer(app)) as client:
        answer = await client.post(PATH, data=body, headers={"Content-Type": content_type}, allow_redirects=False)
        return answer.status, await answer.text()


async def test_the_answer_is_exactly_success() -> None:
    taking = Taking()
    assert await told(taking, "a=1&subject=%E4%BA%8C%E6%89%8B+x&empty=") == (200, "success")
    assert taking.taken == [{"a": "1", "subject": "二手 x", "empty": ""}]


async def test_a_notice_that_is_not_believed_is_no_success() -> None:
    assert await told(Taking(Refusal(Code.NOTICE_FORGED)), "a=1") == (200, "failure")


@pytest.mark.parametrize("fault", [StoreAway(), Unconfirmed(), VersionConflict(), OSError()])
async def test_a_notice_that_may_not_be_safe_is_to_be_told_again(fault: Exception) -> None:
    assert await told(Taking(fault), "a=1") == (503, "failure")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
async def test_what_is_no_form_is_not_read(content_type: str) -> None:
    taking = Taking()
    status, _ = await told(taking, "{}", content_type)
    assert (status, taking.taken) == (415, [])
