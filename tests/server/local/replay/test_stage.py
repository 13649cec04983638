"""The whole command on servers of its own: a file in, a line for each auction out."""

import subprocess
import sys
from pathlib import Path

RECORD = """auctionid,bid,bidtime,bidder,bidderrate,openbid
tie,50,0.1,ann,0,10
tie,20,0.2,ben,0,10
tie,50,0.3,cy,0,10
less,50.25,0.3,cy,0,10
less,50,0.1,ann,0,10
nobody,9.99,0.1,ann,0,10
"""


def test_results_go_to_the_output_and_progress_does_not(tmp_path: Path) -> None:
    file = tmp_path / "record.csv"
    file.write_text(RECORD)
    command = [sys.executable, "-m", "server", "replay", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["tie 50.00", "less 50.25", "nobody -"]
    assert "3 auctions, 6 bids, 3 bidders" in done.stderr
