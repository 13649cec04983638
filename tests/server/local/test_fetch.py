"""Programs are found where they are, fetched where they are not, and refused when they are not what was pinned."""

import base64
import hashlib
import io
import platform
import tarfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from server.local import fetch
from server.local.parts import MONGOD, Archive, Bundle, Part

_PROGRAM = b"#!/bin/sh\necho 'tool v9.1.0'\n"


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Part:
    """A part whose archive lies in a file, on a machine that has nothing."""
    tarball = tmp_path / "tool.tgz"
    with tarfile.open(tarball, "w:gz") as archive:
        member = tarfile.TarInfo("package/tool")
        member.size = len(_PROGRAM)
        archive.addfile(member, io.BytesIO(_PROGRAM))
    content = tarball.read_bytes()
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    pinned = Archive(
        source="npm",
        name="tool",
        version="9.1.0",
        integrity=f"sha512-{digest}",
        size=len(content),
        members={"package/tool": ("tool", "other-name")},
    )
    monkeypatch.setenv("SOUK_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(fetch, "_tarball_address", lambda _: tarball.as_uri())
    monkeypatch.setattr(fetch, "_npm", lambda *_: "null")
    return Part("tool", "9.1.0", Bundle((pinned,), "tool"), ("tool",), (9, 0), "SOUK_TOOL_URL")


def test_the_total_size_is_said_first(part: Part) -> None:
    said: list[str] = []
    fetch.obtain([part], said.append)
    assert said[0].startswith("Fetching 0 MB once, kept in ")
    assert "tool 9.1.0" in said[0]


def test_a_fetched_program_is_whole_and_found_next_time(part: Part) -> None:
    program = fetch.obtain([part], print)["tool"]
    assert Path(program.path).read_bytes() == _PROGRAM
    assert Path(program.path).with_name("other-name").read_bytes() == _PROGRAM
    assert fetch.find(part) == program


def test_an_archive_that_is_not_the_pinned_one_is_refused(part: Part, tmp_path: Path) -> None:
    (tmp_path / "tool.tgz").write_bytes(b"something else")
    with pytest.raises(fetch.Unobtainable, match="not what was pinned"):
        fetch.obtain([part], print)
    assert fetch.find(part) is None


def test_two_checkouts_that_fetch_at_once_fetch_once(part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    fetches: list[str] = []
    add = fetch._add

    def counted(archive: Archive, scratch: Path, folder: Path, report: fetch.Report) -> None:
        fetches.append(archive.name)
        add(archive, scratch, folder, report)

    monkeypatch.setattr(fetch, "_add", counted)
    threads = [threading.Thread(target=fetch.obtain, args=([part], print)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert fetches == ["tool"]


def test_a_program_on_path_comes_first(part: Part, tmp_path: Path) -> None:
    installed = _install(tmp_path, "9.0.1")
    assert fetch.find(part) == fetch.Program(str(installed))


def test_a_program_on_path_that_is_too_old_is_passed_over(part: Part, tmp_path: Path) -> None:
    _install(tmp_path, "8.9.9")
    assert fetch.find(part) is None


def test_another_platform_is_told_what_to_install_or_set(part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    with pytest.raises(fetch.Unobtainable) as refused:
        fetch.obtain([part], print)
    assert "Install tool 9.0 or newer" in str(refused.value)
    assert "set SOUK_TOOL_URL" in str(refused.value)


def test_another_platform_uses_what_is_installed(part: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    installed = _install(tmp_path, "9.5.0")
    assert fetch.obtain([part], print) == {"tool": fetch.Program(str(installed))}


def test_a_changed_pin_never_meets_an_old_file() -> None:
    assert isinstance(MONGOD.source, Bundle)
    changed = replace(MONGOD.source, archives=MONGOD.source.archives[:1])
    assert fetch._folder(MONGOD, MONGOD.source) != fetch._folder(MONGOD, changed)


def _install(tmp_path: Path, version: str) -> Path:
    program = tmp_path / "bin" / "tool"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho 'tool v{version}'\n")
    program.chmod(0o755)
    return program
