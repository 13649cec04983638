"""Records of auctions: what a file must say, and in which order it is told again."""

from decimal import Decimal
from pathlib import Path

import pytest

from server.local.replay.records import RecordedBid, Unreadable, parse, read

HEAD = "auctionid,bid,bidtime,bidder,bidderrate,openbid"


def rows(*lines: str) -> list[str]:
    return [f"{line}\r\n" for line in (HEAD, *lines)]


def test_bids_are_told_in_the_order_of_time_and_auctions_in_that_of_the_file() -> None:
    two, one = parse(rows("2,5.00,0.5,ann,0,1", "1,7,2.5,ben,0,0.99", "2,6.125,0.25,cy,9,1", "2,8,0.5,dan,0,1"))
    assert (two.id, one.id, two.open_cents, one.open_cents) == ("2", "1", 100, 99)
    assert two.bids == [
        RecordedBid("cy", 612, Decimal("0.25")),
        RecordedBid("ann", 500, Decimal("0.5")),
        RecordedBid("dan", 800, Decimal("0.5")),
    ]


@pytest.mark.parametrize(
    "line", ["1,five,1,ann,0,1", "1,5,1,ann,0,", "1,nan,1,ann,0,1", "1,5", " ,5,1,ann,0,1", "1,1e15,1,ann,0,1"]
)
def test_a_line_that_makes_no_sense_is_named(line: str) -> None:
    with pytest.raises(Unreadable, match="line 5"):
        parse(rows("1,5,1,ann,0,1", "", '1,5,1,"o""hara, jr",0,1', line))


def test_a_missing_column_is_named_and_spaces_around_names_are_not_seen() -> None:
    with pytest.raises(Unreadable, match="line 1: no column bidtime, openbid"):
        parse(["auctionid, bid ,bidder\n", "1,5,ann\n"])
    assert len(parse([HEAD.replace(",", " , ") + "\n", "1,5,1,ann,0,1\n"])) == 1


def test_quotes_commas_and_blank_lines_are_as_csv_has_them() -> None:
    (it,) = parse(rows('"1"," 5.00 ",1,"o\'hara, ""jr""",0,1', "", "1,6,2,,0,9"))
    assert [(bid.bidder, bid.cents) for bid in it.bids] == [('o\'hara, "jr"', 500), ("", 600)]
    assert it.open_cents == 100


def test_what_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (binary, tmp_path / "nowhere.csv"):
        with pytest.raises(Unreadable):
            read(path)


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "bids.csv"
    file.write_text(f"\ufeff{HEAD}\n1,5,1,ann,0,1\n", encoding="utf-8")
    assert [auction.id for auction in read(file)] == ["1"]
