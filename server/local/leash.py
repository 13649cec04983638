"""Becomes the command it is given, to be killed by the kernel the moment the process that started it dies.

Run as a script of its own (`python -I -S leash.py PARENT COMMAND...`): a hook between fork and exec would run in a
process that may have threads. The tie is to the parent's thread, so children are started from its main thread.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
            sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
        if os.getppid() != parent:  # it died before the tie was made
            sys.exit(0)
    os.execv(command[0], command)  # noqa: S606 (no shell is wanted)


if __name__ == "__main__":
    main()
