"""The Tenzir engine, which takes OCSF and speaks Splunk's protocol: a reader that is not ours."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

_SECONDS = 60


def binary() -> str:
    """Return the program; skip where there is none."""
    found = os.environ.get("LBPOLICY_TENZIR") or shutil.which("tenzir")
    if not found:
        pytest.skip("needs Tenzir: pip install --no-deps tenzir, and LBPOLICY_TENZIR names its program")
    return found


def run(pipeline: str) -> tuple[list[dict[str, Any]], str]:
    """Run a pipeline; return the events that it writes as NDJSON, and its warnings and errors."""
    done = subprocess.run([binary(), pipeline], capture_output=True, timeout=_SECONDS, check=False)
    return [orjson.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


@contextmanager
def collecting(pipeline: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Run a pipeline that listens on {address}; yield the address and the file that it writes to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    output = folder / "collected.ndjson"
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [binary(), pipeline.replace("{address}", address)], stdout=stream, stderr=subprocess.DEVNULL
        )
        try:
            _await(address, process)
            yield address, output
        finally:
            process.terminate()
            process.wait(_SECONDS)


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    host, _, port = address.partition(":")
    for _ in range(_SECONDS * 10):
        assert process.poll() is None, "Tenzir ended by itself"
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"Tenzir does not listen on {address}")
