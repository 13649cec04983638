"""Whether what is asked of our server is what its clients may ask."""

import orjson
import pytest
from typer import Typer
from typer.testing import CliRunner

from handlers.catalogue import EVENTS, PUSHES
from tests.bench.__main__ import EVERY, main
from tests.bench.subjects import SOUK_WORDS

FRESH = "01234567-000001-00000001"


@pytest.mark.parametrize("request_text", [SOUK_WORDS.time, SOUK_WORDS.create, SOUK_WORDS.watch, SOUK_WORDS.shout])
def test_our_server_takes_what_it_is_asked(request_text: str) -> None:
    name, body = orjson.loads(request_text.replace("@ID@", FRESH))
    EVENTS[name].takes.model_validate_json(orjson.dumps(body), context={"currency": "CNY"})


def test_our_server_pushes_what_is_waited_for() -> None:
    assert SOUK_WORDS.pushed in PUSHES


@pytest.mark.parametrize("arguments", [["nothing"], ["time", "--write-docs"], ["--seconds", "0"]])
def test_what_cannot_be_measured_is_refused_at_once(arguments: list[str]) -> None:
    command = Typer()
    command.command()(main)
    assert CliRunner().invoke(command, arguments).exit_code == 2


def test_each_benchmark_says_what_it_does_and_who_watches() -> None:
    assert all(it.does.endswith(".") and it.watchers.endswith(".") for it in EVERY.values())
