"""The wire shapes of the session."""

from handlers.contract import Wire
from handlers.shapes import Moment


class Now(Wire):
    """The server's clock, which decides every deadline."""

    now: Moment
