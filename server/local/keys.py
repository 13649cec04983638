"""The secrets of one data folder: made at random on first use, readable by their owner only."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


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
            _write_privately(file, json.dumps(asdict(fresh)).encode())
        return cls(**json.loads(file.read_text()))


def token_keys(data_dir: Path) -> Path:
    """The folder of the keys that sign access tokens, with one key to begin with."""
    folder = data_dir / "token-keys"
    if not folder.is_dir() or not any(folder.glob("*.pem")):
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write_privately(folder / "local-1.pem", pem)
    return folder


def _write_privately(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(content)
