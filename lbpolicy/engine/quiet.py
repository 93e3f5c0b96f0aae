"""Keeps what a native library prints off the user's terminal, and hands it over for our own message."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

MAX_PRINTED = 10_000


@contextmanager
def captured_output() -> Iterator[list[str]]:
    """Redirect file descriptors 1 and 2 while the block runs; afterwards the list holds what was printed.

    The descriptors, because rego-cpp writes to them directly.
    """
    printed: list[str] = []
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a process may have been started without
            stream.flush()
    saved = [(fd, os.dup(fd)) for fd in (1, 2)]
    with tempfile.TemporaryFile() as sink:
        for fd, _ in saved:
            os.dup2(sink.fileno(), fd)
        try:
            yield printed
        finally:
            for fd, copy in saved:
                os.dup2(copy, fd)
                os.close(copy)
            sink.seek(0)
            text = sink.read(MAX_PRINTED).decode("utf-8", "replace").strip()
            printed += [text] if text else []
