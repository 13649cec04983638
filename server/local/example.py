"""Writes `.env.example` from the Settings class, so that no variable is undocumented and no documented one is gone."""

from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from server.settings import Settings

_HEAD = """\
# Every setting of Souk with its default. Written by `python -m server contract`; do not edit here.
# `make run` needs none of them: it chooses ports and keys itself and sets the rest for the processes it starts.
"""


def text() -> str:
    """The file as it should be."""
    blocks = [_block(name, field) for name, field in Settings.model_fields.items()]
    return "\n".join([_HEAD, *blocks])


def write(root: Path, *, check: bool) -> list[str]:
    """Bring the file below `root` up to date, or with `check` only look; names it if it was stale."""
    target = root / ".env.example"
    wanted = text()
    if target.is_file() and target.read_text(encoding="utf-8") == wanted:
        return []
    if not check:
        target.write_text(wanted, encoding="utf-8")
    return [target.name]


def _block(name: str, field: FieldInfo) -> str:
    return f"# {field.description}\n#SOUK_{name.upper()}={_shown(field.default)}\n"


def _shown(default: object) -> str:
    match default:
        case None:
            return ""
        case SecretStr():
            return default.get_secret_value()
        case tuple():
            return ",".join(str(word) for word in default)
        case _:
            return str(default)
