"""What a process must get right before it does anything: its standard streams, and how it ends."""

import os
import signal
import sys
from types import FrameType

from lbpolicy.errors import OutputError


def open_standard_streams() -> None:
    """Put something in place of a standard output or error that the process was started without."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - stays open


def discard_output() -> None:
    """Let what is left of standard output vanish; else Python would complain of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def unwritable_output(error: OSError) -> OutputError:
    """Say that standard output takes nothing."""
    reason = error.strerror or str(error)
    return OutputError(f"standard output cannot be written: {reason}.", "Free some space, or redirect it.")


def end_on_signals() -> None:
    """End in good order on SIGTERM and SIGHUP, as Ctrl-C does: worker processes must not be left behind.

    The exit code is 128 and the number of the signal, as shells say it.
    """
    parent = os.getpid()

    def end(number: int, _frame: FrameType | None) -> None:
        if os.getpid() != parent:  # a worker that was forked has nothing to put in order
            os._exit(128 + number)
        sys.exit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # there is no SIGHUP on Windows
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)
