"""Prepares what is stale in a checkout (environment, Node packages, built front end), then becomes the given command.

    python3 -I server/local/bootstrap.py [--node] [--build] [--chromium] -- COMMAND...

Runs before anything is installed, so it uses the standard library alone. What it makes outside the checkout is kept in
the cache by content: a fresh clone of the same requirements finds its environment ready.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
REQUIREMENTS = ROOT / "deploy" / "requirements-dev.txt"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")

sys.path.insert(0, str(ROOT))
from server.local import fetch  # noqa: E402
from server.local.parts import PARTS, Bundle  # noqa: E402

_PYTHON_MEGABYTES = 240
_NODE_MEGABYTES = 150
_HEARTBEAT = 5.0


def main(arguments: Sequence[str]) -> None:
    """Do what the options ask for, then run the command in the environment."""
    end = arguments.index("--")
    options, command = set(arguments[:end]), list(arguments[end + 1 :])
    _refuse_what_cannot_work()
    with_node = bool(options & {"--node", "--build"}) and (FRONTEND / "package.json").exists()
    _say_total(with_node=with_node)
    os.environ.update(_environment(_python_packages()))
    if with_node:
        _node_packages()
        if "--build" in options:
            _front_end()
    if "--chromium" in options:
        os.environ["SOUK_CHROMIUM"] = _chromium()
    os.chdir(ROOT)
    os.execvp(command[0], command)  # noqa: S606 (no shell is wanted)


def _refuse_what_cannot_work() -> None:
    """Say at once, before minutes of installing, what a person has to provide first."""
    if sys.version_info < (3, 11):  # noqa: UP036 (this file meets whatever `python3` is)
        sys.exit(f"Souk needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11 ...")
    if not fetch.fetches_here():
        missing = [part for part in PARTS if not os.environ.get(part.variable) and fetch.find(part) is None]
        if missing:
            sys.exit(fetch.advice(missing))


def _say_total(*, with_node: bool) -> None:
    """On a fresh machine, tell the whole size before the first byte."""
    servers = sum(
        part.source.size
        for part in PARTS
        if isinstance(part.source, Bundle) and not os.environ.get(part.variable) and fetch.find(part) is None
    )
    sizes = {
        "Python packages": 0 if (_folder_of_environment() / "complete").exists() else _PYTHON_MEGABYTES,
        "front-end packages": _NODE_MEGABYTES if with_node and not _npm_cache().exists() else 0,
        "servers": round(servers / fetch.MEGABYTE),
    }
    if total := sum(sizes.values()):
        parts = ", ".join(f"{name} {size} MB" for name, size in sizes.items() if size)
        print(f"To fetch once, {total} MB in all: {parts}. Kept in {fetch.cache_dir()}.", flush=True)


def _folder_of_environment() -> Path:
    pins = REQUIREMENTS.read_bytes() + sys.version.encode() + sys.prefix.encode()
    return fetch.cache_dir() / "environments" / hashlib.sha256(pins).hexdigest()[:16]


def _python_packages() -> Path:
    """The environment of exactly these requirements, shared by all checkouts that ask for the same."""
    folder = _folder_of_environment()
    marker = folder / "complete"
    if not marker.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder.with_suffix(".lock")):
            if not marker.exists():
                _install(folder)
                marker.touch()
    link = ROOT / ".venv"  # for editors; never in place of an environment that somebody made here
    if link.is_symlink() or not link.exists():
        _point(link, folder)
    return folder


def _install(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    count = sum("==" in line for line in REQUIREMENTS.read_text().splitlines())
    _step("Python environment", [sys.executable, "-m", "venv", str(folder)])
    install = [
        str(folder / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    _step(f"{count} Python packages", [*install, "--requirement", str(REQUIREMENTS)], _megabytes_of_pip)


def _megabytes_of_pip(log: Path) -> float:
    """pip tells the size of each package as it begins with it, be it fetched or found in its own cache."""
    told = re.findall(r"(?:Downloading|Using cached) .*\(([\d.]+) (kB|MB)\)", log.read_text())
    return sum(float(size) * (fetch.MEGABYTE if unit == "MB" else 1_000) for size, unit in told) / fetch.MEGABYTE


def _npm_cache() -> Path:
    return fetch.cache_dir() / "npm"


def _megabytes_of_npm(_log: Path) -> float:
    """npm tells nothing, but keeps what it fetches; files that it is about to move are passed over."""
    total = 0
    for folder, _, names in os.walk(_npm_cache()):
        for name in names:
            with suppress(FileNotFoundError):
                total += Path(folder, name).stat().st_size
    return total / fetch.MEGABYTE


def _environment(folder: Path) -> dict[str, str]:
    return {
        "VIRTUAL_ENV": str(folder),
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "npm_config_cache": str(_npm_cache()),
        "npm_config_update_notifier": "false",
        "npm_config_loglevel": "error",
        "PYTHONUNBUFFERED": "1",
    }


def _node_packages() -> None:
    """npm writes its own record into node_modules at the end: older than the lock file means stale."""
    lock, record = FRONTEND / "package-lock.json", FRONTEND / "node_modules" / ".package-lock.json"
    with _alone(_checkout_lock()):
        if record.exists() and record.stat().st_mtime >= lock.stat().st_mtime:
            return
        options = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
        _step("Front-end packages", ["npm", "ci", "--prefix", str(FRONTEND), *options], _megabytes_of_npm)


def _front_end() -> None:
    stamp, wanted = FRONTEND / "dist" / ".sources", _digest_of_sources()
    with _alone(_checkout_lock()):
        if stamp.exists() and stamp.read_text() == wanted:
            return
        _step("Building the front end", ["npm", "run", "build", "--prefix", str(FRONTEND)])
        stamp.write_text(wanted)


def _checkout_lock() -> Path:
    """Two commands of one checkout must not install or build at the same time."""
    folder = fetch.cache_dir() / "checkouts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{hashlib.sha256(str(ROOT).encode()).hexdigest()[:16]}.lock"


def _digest_of_sources() -> str:
    """Over every file that the build may read."""
    digest = hashlib.sha256()
    for file in sorted(FRONTEND.rglob("*")):
        inside = file.relative_to(FRONTEND)
        if inside.parts[0] not in {"node_modules", "dist", "e2e"} and file.is_file():
            digest.update(f"{inside}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _chromium() -> str:
    """A browser for the tests; Debian's is installed where it is missing and may be."""
    if given := os.environ.get("SOUK_CHROMIUM"):
        return given
    if not any(map(shutil.which, CHROMIUM)) and shutil.which("apt-get") and os.geteuid() == 0:
        _step("Debian's package lists", ["apt-get", "update", "-qq"])
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        _step("Chromium for the browser tests", [*install, "chromium", "fonts-noto-cjk"])
    for name in CHROMIUM:
        if path := shutil.which(name):
            return path
    sys.exit("The browser tests need Chromium: install it (apt-get install chromium) or set SOUK_CHROMIUM to its path.")


def _step(title: str, command: Sequence[str], megabytes: Callable[[Path], float] | None = None) -> None:
    """Run one long command quietly, with a sign of life and how much came so far; show all it said if it fails."""
    began = told = time.monotonic()
    print(f"{title} ...", flush=True)
    log = fetch.cache_dir() / "logs" / f"{os.getpid()}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("w") as output,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT) as process,
    ):
        try:
            while (code := _wait(process)) is None:
                if (now := time.monotonic()) - told >= _HEARTBEAT:
                    told = now
                    so_far = f"{megabytes(log):.0f} MB, " if megabytes else ""
                    print(f"  {title}: {so_far}{now - began:.0f} s", flush=True)
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
    if code:
        sys.exit(f"{log.read_text()}\n{title}: failed with exit code {code}: {' '.join(command)}")
    log.unlink()
    print(f"  done in {time.monotonic() - began:.0f} s", flush=True)


def _wait(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return None


def _point(link: Path, folder: Path) -> None:
    fresh = link.with_name(f".venv-{os.getpid()}")
    fresh.symlink_to(folder, target_is_directory=True)
    fresh.replace(link)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Two checkouts, or two commands in one, may prepare at the same time."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        print("Stopped; the next run goes on from here.", file=sys.stderr)
        sys.exit(130)
