"""The secrets of a data folder."""

from pathlib import Path

from server.local.keys import Keys


def test_secrets_stay_over_starts(tmp_path: Path) -> None:
    assert Keys.of(tmp_path) == Keys.of(tmp_path)


def test_each_folder_has_its_own(tmp_path: Path) -> None:
    assert Keys.of(tmp_path / "one").search != Keys.of(tmp_path / "two").search


def test_they_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    Keys.of(tmp_path)
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
