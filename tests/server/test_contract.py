"""Writing the generated documents, and noticing stale ones."""

from pathlib import Path

from server import contract


def test_a_stale_file_is_named_and_left_alone_when_only_checking(tmp_path: Path) -> None:
    written = contract.write(tmp_path, check=False)
    (tmp_path / "docs/errors.md").write_text("old", encoding="utf-8")
    assert contract.write(tmp_path, check=True) == ["docs/errors.md"]
    assert (tmp_path / "docs/errors.md").read_text(encoding="utf-8") == "old"
    assert "frontend/src/wire/contract.ts" in written


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    contract.write(tmp_path, check=False)
    assert contract.write(tmp_path, check=False) == []
    assert contract.write(tmp_path, check=True) == []
