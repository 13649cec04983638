"""Log lines: bounded, on one line, without what terminals obey."""

import json
import logging

import pytest
import structlog
from aiohttp.http_exceptions import BadHttpMessage

from server import logs


@pytest.fixture(autouse=True)
def _restored() -> None:
    """Other tests log as they are used to."""
    structlog.reset_defaults()


def _line(capfd: pytest.CaptureFixture[str], **values: object) -> dict[str, object]:
    logs.configure("info", readable=False)
    structlog.get_logger().info("refused", **values)
    (line,) = capfd.readouterr().err.splitlines()
    parsed: dict[str, object] = json.loads(line)
    return parsed


def test_what_clients_wrote_stays_on_one_short_line(capfd: pytest.CaptureFixture[str]) -> None:
    line = _line(capfd, name="a\r\nb\x1b[2J" + "x" * 10_000)
    assert str(line["name"]).startswith("a\\r\\nb\\x1b[2J")
    assert len(str(line["name"])) < logs.LONGEST_VALUE + 20


def test_a_line_says_when_how_bad_and_what(capfd: pytest.CaptureFixture[str]) -> None:
    line = _line(capfd, code="slow_down")
    assert (line["event"], line["level"], line["code"]) == ("refused", "info", "slow_down")
    assert str(line["timestamp"]).endswith("Z")


def test_bytes_that_are_no_http_get_a_line_without_a_trace(caplog: pytest.LogCaptureFixture) -> None:
    logs.configure("info", readable=False)
    try:
        raise BadHttpMessage("nonsense")
    except BadHttpMessage:
        logging.getLogger("aiohttp.server").exception("Error handling request")
    (record,) = caplog.records
    assert record.exc_info is None


def test_faults_of_our_own_keep_their_trace(caplog: pytest.LogCaptureFixture) -> None:
    logs.configure("info", readable=False)
    try:
        raise ValueError("ours")
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling request")
    (record,) = caplog.records
    assert record.exc_info
