"""The table of parts holds what it must."""

import base64
import hashlib

from server.local.parts import PARTS, Bundle

_ARCHIVES = [archive for part in PARTS if isinstance(part.source, Bundle) for archive in part.source.archives]


def test_every_archive_is_pinned_by_a_whole_digest() -> None:
    for archive in _ARCHIVES:
        algorithm, _, digest = archive.integrity.partition("-")
        assert algorithm in {"sha256", "sha512"}
        assert len(base64.b64decode(digest, validate=True)) == hashlib.new(algorithm).digest_size


def test_the_executable_is_among_what_is_unpacked() -> None:
    for part in PARTS:
        if isinstance(part.source, Bundle):
            names = [name for archive in part.source.archives for names in archive.members.values() for name in names]
            assert part.source.executable in names


def test_every_part_can_be_replaced_by_a_setting() -> None:
    assert {part.variable for part in PARTS} == {f"SOUK_{name}_URL" for name in ("MONGO", "REDIS", "SEARCH", "OBJECTS")}
