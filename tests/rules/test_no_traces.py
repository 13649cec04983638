"""No file of the repository knows where it was made or where its packages were fetched from."""

import re

from tests.rules.sources import ROOT, tracked

REGISTRY = re.compile(
    r"\b(registry\.[a-z]+js|files\.python\w+|py[p]i|deb\.debi[a]n|npmmirro[r])\.(org|com)\b", re.IGNORECASE
)
MACHINE = re.compile(r"(?<![\w.$}])/(wor[k]|far[m]|roo[t]|tm[p]|User[s])/\w")


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked():
        text = (ROOT / path).read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1) if pattern.search(text) else ():
            if pattern.search(line):
                found.append(f"{path}:{number}")
    return found


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert not _lines_with(REGISTRY)


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert not _lines_with(MACHINE)


def test_the_patterns_see_what_they_forbid() -> None:
    assert REGISTRY.search("https://" + "py" + "pi.org/simple")
    assert MACHINE.search('"/' + 'root/souk"')
    assert not MACHINE.search("https://example.org/work/1")
    assert not MACHINE.search("frontend/work/")
