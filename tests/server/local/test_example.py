"""The example of settings says all there is to set."""

from pathlib import Path

from server.local import example
from server.settings import Settings

_ROOT = Path(__file__).resolve().parents[3]


def test_the_file_in_the_repository_is_fresh() -> None:
    assert example.write(_ROOT, check=True) == []


def test_a_stale_file_is_named_and_then_written(tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text("old")
    assert example.write(tmp_path, check=True) == [".env.example"]
    assert (tmp_path / ".env.example").read_text() == "old"
    assert example.write(tmp_path, check=False) == [".env.example"]
    assert example.write(tmp_path, check=True) == []


def test_every_setting_has_a_line_and_a_sentence() -> None:
    lines = example.text().splitlines()
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert any(line.startswith(f"#SOUK_{name.upper()}=") for line in lines)
