"""The documents that clients are written against, generated from the catalogue so that they cannot disagree with it."""

from collections.abc import Mapping
from pathlib import Path

from handlers import catalogue
from server.contract import asyncapi, markdown, typescript
from server.contract.shapes import Contract, gather


def documents(contract: Contract) -> Mapping[str, str]:
    """Path below the root -> text of every generated file."""
    return {
        "docs/asyncapi.json": asyncapi.document(contract),
        "docs/events.md": markdown.events(contract),
        "docs/errors.md": markdown.errors(),
        "frontend/src/wire/contract.ts": typescript.module(contract),
    }


def write(root: Path, *, check: bool) -> list[str]:
    """Bring the generated files below `root` up to date, or with `check` only look; gives those that were stale."""
    contract = gather(catalogue.EVENTS.values(), catalogue.PUSHES.values())
    stale = []
    for path, text in documents(contract).items():
        target = root / path
        if target.is_file() and target.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not check:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    return stale
