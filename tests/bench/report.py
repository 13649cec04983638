"""Where a run goes: tables on the screen, JSON for programs, a page for the documentation."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from server.local.parts import PARTS
from tests.bench.benchmarks.plan import Benchmark, Plan
from tests.bench.figures import Outcome, Row, shown
from tests.bench.subjects import PEERS, node_folder

ROOT = Path(__file__).resolve().parents[2]
PYTHON_PACKAGES = (
    "python-socketio",
    "python-engineio",
    "aiohttp",
    "uvloop",
    "pymongo",
    "redis",
    "pydantic",
    "orjson",
    "picows",
)
NODE_PACKAGES = ("socket.io", "engine.io", "ws", "mongodb")

METHOD = """\
Every server is a process of its own on this machine and is driven by a load generator in another process (uvloop and
picows, plain WebSocket frames, a closed loop: each socket has one request in flight). The servers take turns within the
same run (A B C A B C ...), each window after the machine has calmed down, so that noise meets all alike. One round is
not counted. CPU time is user and system time of the server's processes, read from the kernel at both ends of a window;
it stays comparable on a busy machine, while operations a second and latencies do not: load generator, MongoDB, Valkey,
Meilisearch, worker and server share the processors.

Columns: "spread" is how far the dearest and the cheapest window lie apart; "busy" is the server's share of one
processor, "starved" the share of the time in which it was ready to run and had none; MongoDB, Valkey, worker and
Meilisearch are microseconds of their CPU time an operation, counted until they are done with it.

Souk runs as operated: every check, limit, log line and metric on, limits multiplied by a million, simulated people
off, worker and search index at work. The peers do the least that can be called the same: no accounts, no validation
but the title's length, no idempotence, no recovery. "Node" is the official server under Node.js, "stock" is
python-socketio as it comes on aiohttp and uvloop. What each runs is in `tests/bench/peers/`.
"""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Where and with what a run was made."""

    at: str
    commit: str
    command: str
    machine: str
    versions: Mapping[str, str]
    load_average: float
    """Of the last minute before the run: above a few tenths somebody else was working."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A benchmark and what it found."""

    benchmark: Benchmark
    outcome: Outcome


def conditions(arguments: Sequence[str]) -> Conditions:
    """As they are now."""
    return Conditions(
        at=datetime.now(UTC).isoformat(timespec="minutes"),
        commit=_told("git", "-C", str(ROOT), "describe", "--always", "--dirty"),
        command=" ".join(["python -m tests.bench", *arguments]),
        machine=f"{os.cpu_count()} x {_processor()}, {_memory_gib():.0f} GiB, {platform.system()} {platform.release()}",
        versions=_versions(),
        load_average=os.getloadavg()[0],
    )


def show(console: Console, finding: Finding) -> None:
    """One benchmark on the screen."""
    it, columns = finding.benchmark, _columns(finding.outcome.rows)
    console.print(f"\n[bold]{it.name}[/]: {it.does} {it.watchers}")
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    for row in finding.outcome.rows:
        table.add_row(row.subject, *_cells(row, columns))
    if finding.outcome.rows:
        console.print(table)
    for target in finding.outcome.targets:
        console.print(f"  {target}", style="green" if target.met else "bold red")
    for note in finding.outcome.notes:
        console.print(f"  {note}", style="yellow")


def write_json(path: Path, plan: Plan, about: Conditions, findings: Sequence[Finding]) -> None:
    """Everything, numbers as numbers."""
    benchmarks = {
        it.benchmark.name: {
            "does": it.benchmark.does,
            "watchers": it.benchmark.watchers,
            "rows": [{"subject": row.subject, **row.figures} for row in it.outcome.rows],
            "targets": [{**asdict(target), "met": target.met} for target in it.outcome.targets],
            "notes": list(it.outcome.notes),
        }
        for it in findings
    }
    whole = {"conditions": asdict(about), "plan": asdict(plan), "benchmarks": benchmarks}
    path.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")


def page(plan: Plan, about: Conditions, findings: Sequence[Finding]) -> str:
    """docs/benchmarks.md."""
    parts = [
        "# Benchmarks\n",
        f"Written by `{about.command}` on {about.at}, of {about.commit}; not to be edited.\n",
        "## Method\n",
        METHOD,
        f"Each figure rests on {plan.rounds} windows of {plan.window:g} s.",
        f"The load average before the run was {about.load_average:.1f}.\n",
        "## Machine and versions\n",
        f"{about.machine}.\n",
        ", ".join(f"{name} {number}" for name, number in about.versions.items()) + ".\n",
        "## Targets\n",
        *(f"- {target}" for it in findings for target in it.outcome.targets),
        "",
    ]
    return "\n".join([*parts, *(_section(it) for it in findings)])


def _section(finding: Finding) -> str:
    it, columns = finding.benchmark, _columns(finding.outcome.rows)
    lines = [
        f"## {it.name}\n",
        f"{it.does}\n",
        f"Watchers: {it.watchers}\n",
        f"| | {' | '.join(columns)} |",
        f"|---|{'---:|' * len(columns)}",
        *(f"| {row.subject} | {' | '.join(_cells(row, columns))} |" for row in finding.outcome.rows),
        "",
        *(f"- {sentence}" for sentence in (*finding.outcome.targets, *finding.outcome.notes)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _columns(rows: Sequence[Row]) -> list[str]:
    """All that any row has, in the order in which they first appear."""
    return list(dict.fromkeys(column for row in rows for column in row.figures))


def _cells(row: Row, columns: Sequence[str]) -> list[str]:
    return [shown(row.figures[column]) if column in row.figures else "" for column in columns]


def _versions() -> dict[str, str]:
    found = {"Python": platform.python_version(), **{name: version(name) for name in PYTHON_PACKAGES}}
    found["Node.js"] = _told(str(node_folder() / "node"), "--version").removeprefix("v")
    for name in NODE_PACKAGES:
        manifest = PEERS / "node" / "node_modules" / name / "package.json"
        if manifest.exists():
            found[f"{name} (Node)"] = json.loads(manifest.read_text())["version"]
    return found | {part.name: part.version for part in PARTS}


def _told(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
