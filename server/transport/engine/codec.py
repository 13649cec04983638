"""orjson under the names that python-socketio calls: strict, and one way to write everything."""

from typing import Any

import orjson


def dumps(value: Any, **kwargs: Any) -> str:
    return orjson.dumps(value).decode()


def loads(text: str | bytes, **kwargs: Any) -> Any:
    return orjson.loads(text)
