"""Keys: no two things share one, and no two deployments either."""

import inspect

from server.stores.redis.keys import Keys

A, B = Keys("a:"), Keys("b:")


def every_key(keys: Keys) -> list[str]:
    """What each method and property gives for like arguments."""
    names = [name for name in vars(Keys) if not name.startswith("_") and name != "prefix"]
    made = []
    for name in names:
        value = getattr(keys, name)
        wanted = inspect.signature(value).parameters if callable(value) else {}
        made.append(value(*("x" for _ in wanted)) if callable(value) else value)
    return made


def test_every_key_carries_the_prefix() -> None:
    assert every_key(A)
    assert all(key.startswith("a:") for key in every_key(A))


def test_no_two_keys_are_the_same() -> None:
    assert len(set(every_key(A))) == len(every_key(A))
    assert not set(every_key(A)) & set(every_key(B))


def test_an_announcement_is_told_by_write_and_part() -> None:
    marks = {A.announced(*it) for it in [("x", 1, 0), ("x", 1, 1), ("x", 10, 0), ("y", 1, 0)]}
    assert len(marks) == 4
