"""A replay from the outside: what is no record ends with a sentence."""

from pathlib import Path

import pytest

from server.local.replay import command


def test_a_file_that_is_no_record_ends_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "record.csv"
    file.write_text("a,b\n1,2\n")
    assert command.run(file) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "line 1: no column auctionid" in told.err
