"""The process that uploads are looked at in: `python -m server.pictures.child`, one job after the other over its pipes.

It has limits of its own, no secrets and nothing to lose: whatever a decoder does to it, the market starts another.
"""

import json
import resource
import struct
import sys
from typing import BinaryIO

from PIL import Image

from models.media import Developed, Flaw, Format, Purpose
from server.pictures import LENGTH
from server.pictures.develop import develop
from server.pictures.inspect import Flawed

MEMORY = 1 << 30
"""Address space in bytes: enough for a picture of the most pixels, decoded and once more."""
CPU_SECONDS = 8


def main() -> None:
    """Until the market hangs up."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.init()
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := jobs.read(LENGTH.size):
        job = json.loads(jobs.read(*LENGTH.unpack(head)))
        _allow(CPU_SECONDS)
        _answer(answers, _outcome(jobs.read(job["bytes"]), Format(job["format"]), Purpose(job["purpose"])))


def _allow(seconds: int) -> None:
    """So much time of the processor for the next job, then death."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, resource.RLIM_INFINITY))


def _outcome(content: bytes, announced: Format, purpose: Purpose) -> Developed | Flaw:
    """Damage makes decoders raise the errors named here; at any other this process dies, which counts as damage."""
    try:
        return develop(content, announced, purpose)
    except Flawed as refused:
        return refused.flaw
    except MemoryError:
        return Flaw.TOO_COSTLY
    except (OSError, SyntaxError, ValueError, EOFError, struct.error):
        return Flaw.DAMAGED


def _answer(answers: BinaryIO, outcome: Developed | Flaw) -> None:
    files = {} if isinstance(outcome, Flaw) else outcome.files
    head: dict[str, object] = {"files": {size: len(content) for size, content in files.items()}}
    if isinstance(outcome, Flaw):
        head["flaw"] = outcome.value
    else:
        head |= {"width": outcome.width, "height": outcome.height, "placeholder": outcome.placeholder}
    encoded = json.dumps(head).encode()
    answers.write(LENGTH.pack(len(encoded)) + encoded + b"".join(files.values()))
    answers.flush()


if __name__ == "__main__":
    main()
