"""The secrets of one data folder: made at random on first use, readable by their owner only."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Keys:
    """What the local servers ask of their clients."""

    search: str
    objects_access: str
    objects_secret: str

    @classmethod
    def of(cls, data_dir: Path) -> Self:
        """The secrets kept in this folder."""
        file = data_dir / "keys.json"
        if not file.exists():
            fresh = cls(secrets.token_urlsafe(24), secrets.token_hex(10), secrets.token_urlsafe(30))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(json.dumps(asdict(fresh)))
        return cls(**json.loads(file.read_text()))
