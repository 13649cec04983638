"""Whether findings reach the screen, the file and the page."""

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.bench import report
from tests.bench.benchmarks.plan import Benchmark, Plan
from tests.bench.figures import Outcome, Row, Target
from tests.bench.report import Finding
from tests.bench.stage import Stage


async def _never(stage: Stage, plan: Plan) -> Outcome:
    raise NotImplementedError


FINDING = Finding(
    Benchmark("echo", "Asks.", "500 sockets; nobody watches.", _never),
    Outcome(
        [Row("Souk", {"operations/s": 2_000.0, "CPU us/op": 20.0}), Row("Node", {"operations/s": 1_000.0})],
        [Target("CPU against Node's", 0.5, 0.6)],
        ["The machine was busy."],
    ),
)


@pytest.fixture(scope="module")
def about() -> report.Conditions:
    return report.conditions(["--quick"])


def test_the_screen_shows_rows_verdicts_and_notes() -> None:
    console = Console(file=StringIO(), width=140)
    report.show(console, FINDING)
    assert isinstance(console.file, StringIO)
    shown = console.file.getvalue()
    assert all(word in shown for word in ("nobody watches", "2,000", "CPU against Node's", "met", "busy"))


def test_the_file_keeps_numbers(about: report.Conditions, tmp_path: Path) -> None:
    report.write_json(tmp_path / "bench.json", Plan(), about, [FINDING])
    kept = json.loads((tmp_path / "bench.json").read_text())
    assert kept["benchmarks"]["echo"]["rows"][0] == {"subject": "Souk", "operations/s": 2_000.0, "CPU us/op": 20.0}
    assert kept["benchmarks"]["echo"]["targets"][0]["met"]
    assert kept["conditions"]["command"] == "python -m tests.bench --quick"
    assert kept["plan"]["sockets"] == 500


def test_the_page_says_where_how_and_what(about: report.Conditions) -> None:
    page = report.page(Plan(), about, [FINDING])
    assert page.startswith("# Benchmarks\n")
    assert about.machine in page
    assert all(name in page for name in ("python-socketio", "Node.js", "mongod", "valkey"))
    assert "| Souk | 2,000 | 20.0 |\n| Node | 1,000 |  |" in page
    assert "- CPU against Node's: 0.50x, target at most 0.60x: met" in page
