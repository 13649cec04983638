"""Runs the benchmarks, or those named, and says what they found: `python -m tests.bench [NAME...]`."""

import asyncio
import resource
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from server.local.fetch import Unobtainable
from server.local.processes import ProcessFailed
from server.local.servers import StartFailed
from tests.bench import report
from tests.bench.benchmarks import bidding, board, broadcast, following, ordering, pictures, requests, serving, sockets
from tests.bench.benchmarks.plan import QUICK, Benchmark, Plan
from tests.bench.figures import Outcome
from tests.bench.loads import LoadFailed
from tests.bench.report import Finding
from tests.bench.stage import Stage

_SUBJECTS = (requests, ordering, broadcast, bidding, sockets, following, pictures, serving, board)
EVERY = {it.name: it for subject in _SUBJECTS for it in subject.BENCHMARKS}
PAGE = report.ROOT / "docs" / "benchmarks.md"


def main(
    names: Annotated[list[str] | None, typer.Argument(help=f"Of {', '.join(EVERY)}; all if none is given.")] = None,
    *,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="Measured of each server at each piece of work.")
    ] = None,
    quick: Annotated[bool, typer.Option(help="Small and short: to see that it works.")] = False,
    webs: Annotated[int, typer.Option(min=1, help="Web processes of ours; the peers have one.")] = 1,
    json: Annotated[Path, typer.Option(help="Where the figures go.")] = report.ROOT / "bench.json",
    write_docs: Annotated[bool, typer.Option(help="Write docs/benchmarks.md; needs all benchmarks.")] = False,
) -> None:
    """Measure ours beside the Node server and stock python-socketio, in the same run."""
    console = Console(highlight=False, width=max(Console().width, 140))
    if unknown := set(names or ()) - EVERY.keys():
        raise typer.BadParameter(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(EVERY)}")
    if write_docs and names:
        raise typer.BadParameter("the page shows all benchmarks: name none with --write-docs")
    plan = QUICK if quick else Plan()
    plan = replace(plan, seconds=seconds) if seconds else plan
    _allow_many_files()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the same way out as Ctrl-C
    about = report.conditions(sys.argv[1:])
    try:
        stage = Stage(webs=webs, report=console.print)
        stage.servers.fetch()
        findings = asyncio.run(_run(stage, plan, [EVERY[name] for name in names or EVERY], console))
    except (Unobtainable, StartFailed, ProcessFailed) as problem:
        sys.exit(f"Error: {problem}")
    report.write_json(json, plan, about, findings)
    if write_docs:
        PAGE.write_text(report.page(plan, about, findings))
    if unmeasured := [it.benchmark.name for it in findings if not it.outcome.rows]:
        sys.exit(f"Error: could not be measured: {', '.join(unmeasured)}")
    missed = [target for it in findings for target in it.outcome.targets if not target.met]
    console.print(f"\n{len(missed)} targets missed." if missed else "\nAll targets met.")


async def _run(stage: Stage, plan: Plan, benchmarks: Sequence[Benchmark], console: Console) -> list[Finding]:
    findings = []
    async with stage:
        for benchmark in benchmarks:
            console.print(f"[dim]{benchmark.name} ...[/]")
            try:
                outcome = await benchmark.run(stage, plan)
            except (LoadFailed, ProcessFailed) as problem:
                outcome = Outcome([], notes=[f"It could not be measured: {problem}"])
            findings.append(Finding(benchmark, outcome))
            report.show(console, findings[-1])
    return findings


def _allow_many_files() -> None:
    """A socket is a file; our children inherit what we are allowed."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    typer.run(main)
