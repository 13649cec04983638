"""The command line: `python -m server COMMAND`. Each command imports what it needs: none waits for the others."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Annotated, Never

try:
    import typer
    from pydantic import ValidationError
except ModuleNotFoundError:  # a checkout that nothing was run in yet: prepare it, and come back in its environment
    from server.local import bootstrap

    with redirect_stdout(sys.stderr):
        bootstrap.main(["--", "python", "-m", "server", *sys.argv[1:]])
    raise

from server.local import RUNNING
from server.settings import Settings

_ROOT = Path(__file__).resolve().parent.parent

cli = typer.Typer(
    name="souk",
    help="A real-time market. Settings come from SOUK_* variables; see .env.example.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
admin = typer.Typer(help="Work on accounts that no event may do.", no_args_is_help=True)
cli.add_typer(admin, name="admin")


def _settings(*, of_running: bool = False) -> Settings:
    """Read them once; a wrong one ends the command with its name, not with a traceback.

    A command that acts on a market finds one that `up` runs here without being told where it listens.
    """
    running = Path(os.environ.get("SOUK_DATA_DIR") or ".souk", RUNNING) if of_running else None
    try:
        return Settings(_env_file=running)
    except ValidationError as error:
        for problem in error.errors():
            where = "".join(f"SOUK_{part}".upper() for part in problem["loc"])
            typer.echo(f"{where or 'settings'}: {problem['msg'].removeprefix('Value error, ')}", err=True)
        sys.exit(2)


def _end(code: int) -> Never:
    raise typer.Exit(code)


@contextmanager
def _sentences() -> Iterator[None]:
    """A refused command ends with the sentence that says why, not with a traceback."""
    try:
        yield
    except ValidationError as error:
        for problem in error.errors():
            typer.echo(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}", err=True)
        _end(1)
    except ValueError as error:
        typer.echo(str(error), err=True)
        _end(1)


def _run(part: Callable[[Settings], None], *, of_running: bool = False) -> None:
    part(_settings(of_running=of_running))


@cli.command()
def up(*, dev: Annotated[bool, typer.Option(help="Reload server and pages when a source changes.")] = False) -> None:
    """Start everything on this machine: servers, web processes, worker, demo data."""
    from server.local import supervisor

    _end(supervisor.run(_settings(), dev=dev))


@cli.command()
def web() -> None:
    """Serve clients: one web process, until SIGTERM."""
    from server import app

    _run(app.run_web)


@cli.command()
def worker() -> None:
    """Run the relay, the reactions and the jobs, until SIGTERM."""
    from server import app

    _run(app.run_worker)


@cli.command()
def sandbox() -> None:
    """Run the sandbox payment gateway on loopback, until SIGTERM; refused in production."""
    from server.sandbox import program

    _run(program.run)


@cli.command()
def migrate() -> None:
    """Bring database, search index and bucket to the shape that this version needs."""
    from server import upkeep

    _run(upkeep.migrate, of_running=True)


@cli.command()
def reindex() -> None:
    """Let the worker build the search index anew from MongoDB; searches go on meanwhile."""
    from server import upkeep

    _run(upkeep.reindex, of_running=True)


@cli.command()
def contract(
    *, check: Annotated[bool, typer.Option(help="Change nothing; fail if a generated file is stale.")] = False
) -> None:
    """Write what others rely on: AsyncAPI document, tables, TypeScript types, .env.example."""
    from server import contract as generated
    from server.local import example

    stale = [*generated.write(_ROOT, check=check), *example.write(_ROOT, check=check)]
    for path in stale:
        typer.echo(f"{path} is stale: run `python -m server contract`" if check else f"wrote {path}")
    _end(1 if check and stale else 0)


@cli.command()
def seed(
    *,
    listings: Annotated[int, typer.Option(min=1, help="How many listings.")] = 2000,
    accounts: Annotated[int, typer.Option(min=5, help="How many people they belong to.")] = 50,
    if_empty: Annotated[bool, typer.Option(help="Leave a market alone that has listings already.")] = False,
) -> None:
    """Fill the market with demo people, pictures and listings."""
    from server.local.demo import seed as demo

    demo.run(_settings(of_running=True), demo.Order(listings, accounts, if_empty=if_empty))


@cli.command()
def tokens(count: Annotated[int, typer.Argument(min=1)]) -> None:
    """Print access tokens, good for a day, of as many visitors, one a line; development only."""
    from server import accounts

    with _sentences():
        typer.echo("\n".join(accounts.mint_tokens(_settings(of_running=True), count)))


@cli.command()
def replay(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Run recorded auctions (CSV) through a market of its own and print what each ends at: `<auctionid> <price>`.

    Columns: auctionid, bid, bidtime (days since the start), bidder, openbid. A line that makes no sense is named and
    nothing is run. Progress goes to the standard error; `-` means that nobody won.
    """
    from server.local.replay import command

    _end(command.run(file))


@cli.command()
def doctor() -> None:
    """Say in words what is missing or unsafe; ends with 1 if the market could not run."""
    from server.local import doctor as checkup

    _end(checkup.run(_settings(of_running=True)))


@admin.command("create")
def create_admin(
    handle: str,
    *,
    password: Annotated[
        str, typer.Option(envvar="SOUK_ADMIN_PASSWORD", prompt=True, confirmation_prompt=True, hide_input=True)
    ],
) -> None:
    """Make an account that may do everything."""
    from server import accounts

    with _sentences():
        accounts.create_admin(_settings(of_running=True), handle=handle, password=password)
        typer.echo(f"{handle} may do everything now.")


if __name__ == "__main__":
    cli()
