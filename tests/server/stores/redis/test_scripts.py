"""The Lua scripts as files: each is loaded, says what it takes, and is known by its hash."""

import re
from pathlib import Path

import pytest
from redis.asyncio import Redis

from server.stores.redis import scripts
from server.stores.redis.scripts import Script, load

FOLDER = Path(scripts.__file__).parent / "lua"
LOADED = [value for value in vars(scripts).values() if isinstance(value, Script)]


def test_every_file_is_loaded() -> None:
    assert sorted(script.name for script in LOADED) == sorted(file.stem for file in FOLDER.glob("*.lua"))


@pytest.mark.parametrize("script", LOADED, ids=lambda script: script.name)
async def test_redis_knows_it_by_our_hash(redis: Redis, script: Script) -> None:
    assert str(await redis.script_load(script.text)) == script.sha


@pytest.mark.parametrize("script", LOADED, ids=lambda script: script.name)
def test_its_head_says_keys_and_results(script: Script) -> None:
    head = "\n".join(line for line in script.text.splitlines() if line.startswith("--"))
    assert head.startswith(f"-- {script.name}: ")
    assert "-- KEYS[" in head
    assert "-- returns " in head


@pytest.mark.parametrize("script", LOADED, ids=lambda script: script.name)
def test_it_touches_only_keys_that_it_is_given(script: Script) -> None:
    """A name spelled inside a script would lie outside every prefix, and on another node of a cluster."""
    assert not re.findall(r'redis\.call\("\w+",\s*"', script.text)


def test_a_script_that_is_not_there_is_missed_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        load("no_such_script")
