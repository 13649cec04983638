"""Making pictures of uploads: what is looked at, what is made, and the processes that it is made in."""

import struct

LENGTH = struct.Struct("!I")
"""How a message between the market and such a process begins: the length of its head."""
