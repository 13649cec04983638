"""The shapes around the events: what a client connects with, how it is refused, and what an ack says when it is no."""

from typing import Annotated, Final, Literal

from pydantic import Field

from handlers.contract import Maybe, Wire
from models.errors import Code

REFUSES_CONNECTION: Final = (
    Code.TOKEN_EXPIRED, Code.TOKEN_INVALID, Code.BANNED, Code.TOO_MANY, Code.DRAINING, Code.UPGRADE_REQUIRED,
    Code.UNAVAILABLE,
)  # fmt: skip


class Connect(Wire):
    """The `auth` of the Socket.IO CONNECT packet; without a token one is connected as nobody."""

    token: Annotated[Maybe[str], Field(description="An access token.")] = None
    protocol: Annotated[Literal[1], Field(description="The version of this contract that the client speaks.")] = 1
    recovery: Annotated[bool, Field(description="False: no recovery offsets, nothing replayed.")] = True
    pid: Annotated[Maybe[str], Field(description="The secret of the connection to take up again.")] = None
    offset: Annotated[Maybe[str], Field(description="The second argument of the last push that had one.")] = None


class ConnectRefusal(Wire):
    """The `data` of a `connect_error`: the connection was refused."""

    code: Literal[REFUSES_CONNECTION]  # type: ignore[valid-type]
    retry_after: Annotated[Maybe[float], Field(description="Seconds to wait before the next try.")] = None


class Problem(Wire):
    """Why a request was refused; nothing was changed by it, unless the code is `unconfirmed`."""

    code: Code
    message: Annotated[str, Field(description="For people; may change.")]
    retry_after: Annotated[Maybe[float], Field(description="Seconds to wait before the request is sent again.")] = None
    fields: Annotated[Maybe[dict[str, str]], Field(description="Dotted path of the request to a sentence.")] = None


class Refused(Wire):
    """An ack that says no."""

    ok: Literal[False]
    error: Problem
