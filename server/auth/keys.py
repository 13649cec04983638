"""The keys that sign access tokens: a folder of Ed25519 PEM files that may change under a running server."""

import contextlib
import os
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from server.settings import Settings

REREAD_SECONDS = 10.0
"""How long a key that was added or removed may go unnoticed."""
STRANGER_SECONDS = 1.0
"""How often a token of an unknown key may send us back to the folder: another process may sign with a newer key."""

log = structlog.get_logger(__name__)

_KID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys as they were last read; `kid` names the one that signs."""

    kid: str
    signing: Ed25519PrivateKey
    verifying: Mapping[str, Ed25519PublicKey]


class TokenKeys:
    """Reads `<kid>.pem`: the last name signs, all verify. To rotate, add a file; to retire a key, remove its file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ring = _read(folder)
        self._read_at = time.monotonic()

    @property
    def current(self) -> KeyRing:
        self._reread(older_than=REREAD_SECONDS)
        return self._ring

    def verifying(self, kid: str) -> Ed25519PublicKey | None:
        """The public half of a key of ours; names are looked up, never turned into paths."""
        key = self.current.verifying.get(kid)
        if key is None:
            self._reread(older_than=STRANGER_SECONDS)
            key = self._ring.verifying.get(kid)
        return key

    def reread(self) -> None:
        """Look at the folder now, however lately it was looked at."""
        self._reread(older_than=0)

    def _reread(self, *, older_than: float) -> None:
        now = time.monotonic()
        if now - self._read_at < older_than:
            return
        self._read_at = now
        try:
            self._ring = _read(self._folder)
        except ValueError as error:
            log.warning("signing keys stay as they were", error=str(error))


def keys_of(settings: Settings) -> TokenKeys:
    """The operator's keys; without a folder of his own, which production insists on, one that is made here."""
    if settings.token_keys:
        return TokenKeys(settings.token_keys)
    folder = settings.data_dir / "keys"
    make_key(folder, "local")
    return TokenKeys(folder)


def make_key(folder: Path, kid: str) -> None:
    """Put a fresh key into the folder unless it has one of that name; several processes may try at once."""
    if (folder / f"{kid}.pem").exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = folder / f".{kid}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    with contextlib.suppress(FileExistsError):
        (folder / f"{kid}.pem").hardlink_to(draft)
    draft.unlink()


def _read(folder: Path) -> KeyRing:
    try:
        keys = {path.stem: _load(path) for path in sorted(folder.glob("[!.]*.pem"))}
    except OSError as error:
        raise ValueError(f"{folder} cannot be read: {error.strerror}") from error
    if not keys:
        raise ValueError(f"{folder} holds no signing key: put an Ed25519 private key there as <kid>.pem")
    kid = max(keys)
    return KeyRing(kid, keys[kid], {name: key.public_key() for name, key in keys.items()})


def _load(path: Path) -> Ed25519PrivateKey:
    if not _KID.fullmatch(path.stem):
        raise ValueError(f"{path.name}: a key's name has up to 64 letters, digits, - and _")
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(f"{path.name} is no private key in PEM without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path.name} is no Ed25519 key")  # noqa: TRY004 (a wrong file, not a wrong argument)
    return key
