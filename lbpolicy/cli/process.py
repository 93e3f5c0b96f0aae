"""What a process must get right before it does anything: its standard streams, and how it ends."""

import io
import os
import signal
import sys
import threading
from types import FrameType

from lbpolicy.errors import OutputError

PATIENCE = 3.0
"""Seconds that a process told to end may take for it."""


class Interrupted(BaseException):
    """Somebody wants the process to end: Ctrl-C, SIGTERM or SIGHUP.

    Whoever lets it pass may add a note (`add_note`) on what had been done by then.
    """

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number

    @property
    def exit_code(self) -> int:
        """128 and the number of the signal, as shells say it."""
        return 128 + self.number


def open_standard_streams() -> None:
    """Make standard output and error fit for whatever is to be said.

    One that the process was started without is put in its place; what an encoding lacks is shown as an
    escape, where Python would fail.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - stays open
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def discard_output() -> None:
    """Let what is left of standard output vanish; else Python would complain of it, or wait, at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def unwritable_output(error: OSError) -> OutputError:
    """Say that standard output takes nothing."""
    reason = error.strerror or str(error)
    return OutputError(f"standard output cannot be written: {reason}.", "Free some space, or redirect it.")


def end_on_signals() -> None:
    """Raise Interrupted on Ctrl-C, SIGTERM and SIGHUP: half files and worker processes must not be left.

    Further signals change nothing; a process that cannot put things in order in time ends all the same. A
    signal that the parent had ignored, as `nohup` does, stays so.
    """
    parent = os.getpid()
    told: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        if os.getpid() != parent:  # a worker that was forked has nothing to put in order
            os._exit(128 + number)
        if told:
            return
        told.append(number)
        watch = threading.Timer(PATIENCE, os._exit, (128 + number,))
        watch.daemon = True
        watch.start()
        raise Interrupted(number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # there is no SIGHUP on Windows
        if number is not None and signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
            signal.signal(number, end)
