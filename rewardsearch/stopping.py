"""Ctrl-C and SIGTERM: told at once, and obeyed even where the first try is lost.

The signal raises an exception wherever the main thread is.  That may be where no exception can
leave: Python drops one that is raised in a destructor, a callback of the garbage collector or of C.
So that it was asked is kept, too, and long work looks there between its parts.
"""

import os
import signal
from types import FrameType
from typing import NoReturn

EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143

_STOPPING = b"\nstopping, and saving what there is; again (Ctrl-C) to quit at once\n"


class Terminated(KeyboardInterrupt):
    """SIGTERM, handled like Ctrl-C."""


_asked: list[type[KeyboardInterrupt]] = []


def stop_politely() -> None:
    """Let the first Ctrl-C or SIGTERM end the command in order, and the second at once."""
    signal.signal(signal.SIGTERM, _stop)
    # A shell makes what it runs in the background ignore Ctrl-C; that stays so.
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _stop)


def stop_if_asked() -> None:
    """Raise KeyboardInterrupt, or Terminated, if a signal has asked for the end."""
    if _asked:
        raise _asked[0]


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    terminated = number == signal.SIGTERM
    if _asked:
        os._exit(EXIT_TERMINATED if terminated else EXIT_INTERRUPTED)
    _asked.append(Terminated if terminated else KeyboardInterrupt)
    # Not print: the signal may have come in the middle of one.
    os.write(2, _STOPPING)
    raise _asked[0]
