"""Processes that work on uploads: reused, replaced when one breaks, and never waited for too long."""

import asyncio
import signal
from collections.abc import AsyncIterator

import psutil
import pytest

from models.media import Developed, Flaw, Format, Purpose
from server.pictures.darkroom import Darkroom
from tests.support.photos import STRANGERS, plain
from tests.support.waiting import until


@pytest.fixture
async def darkroom() -> AsyncIterator[Darkroom]:
    async with Darkroom(2) as opened:
        yield opened


def children() -> list[psutil.Process]:
    return [it for it in psutil.Process().children() if "server.pictures.child" in it.cmdline()]


async def develop(darkroom: Darkroom, content: bytes) -> Developed | Flaw:
    return await darkroom.develop(content, Format.JPEG, Purpose.LISTING)


async def test_a_few_processes_do_all_the_work(darkroom: Darkroom) -> None:
    outcomes = await asyncio.gather(*(develop(darkroom, plain(100 + number, 100)) for number in range(12)))
    assert [it.width for it in outcomes if isinstance(it, Developed)] == list(range(100, 112))
    assert len(children()) == 2


async def test_processes_have_none_of_our_secrets(darkroom: Darkroom) -> None:
    await develop(darkroom, plain())
    (child,) = children()
    assert child.environ() == {}


async def test_bad_uploads_do_not_break_a_process(darkroom: Darkroom) -> None:
    await develop(darkroom, plain())
    before = children()
    for content in STRANGERS.values():
        assert await develop(darkroom, content) is Flaw.NOT_A_PICTURE
    assert children() == before


async def test_a_process_that_somebody_killed_is_replaced_unnoticed(darkroom: Darkroom) -> None:
    await develop(darkroom, plain())
    for child in children():
        child.kill()
    assert isinstance(await develop(darkroom, plain()), Developed)


async def test_an_upload_that_keeps_breaking_processes_is_damaged(
    darkroom: Darkroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.pictures.darkroom._MODULE", "server.pictures.no_such_module")
    assert await develop(darkroom, plain()) is Flaw.DAMAGED
    monkeypatch.undo()
    assert isinstance(await develop(darkroom, plain()), Developed)


async def test_an_upload_that_takes_all_the_time_of_the_processor_is_given_up_at_once(
    darkroom: Darkroom,
) -> None:
    await develop(darkroom, plain())
    (child,) = children()
    child.send_signal(signal.SIGXCPU)
    await until(lambda: not children())
    assert await develop(darkroom, plain()) is Flaw.TOO_COSTLY


async def test_an_upload_that_takes_too_long_is_given_up() -> None:
    async with Darkroom(1, seconds=0) as hurried:
        assert await develop(hurried, plain()) is Flaw.TOO_COSTLY
        await until(lambda: not children())


async def test_all_processes_end_with_the_darkroom() -> None:
    async with Darkroom(2) as darkroom:
        await asyncio.gather(*(develop(darkroom, plain()) for _ in range(4)))
        assert children()
    assert not children()
