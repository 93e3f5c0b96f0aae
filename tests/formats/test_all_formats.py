import hashlib
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from reports import finding, hostile_report, report

from lbpolicy.formats import FORMATS, RenderOptions

HERE = Path(__file__).resolve().parent
BOUNDED = {"text": 65_536, "markdown": 65_536, "github-summary": 2**20, "github-annotations": 65_536}
"""Formats whose readers take only so many bytes, or so much text."""
DIGESTS = """
import hashlib
from reports import hostile_report, sample_report
from lbpolicy.formats import FORMATS, RenderOptions
for name, one in FORMATS.items():
    for report in (sample_report(), hostile_report()):
        print(name, hashlib.sha256(b"".join(one.render(report, RenderOptions(verbose=True)))).hexdigest())
"""


def digests(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{HERE}:{HERE.parents[1]}"}
    done = subprocess.run(
        [sys.executable, "-c", DIGESTS], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_same_report_gives_the_same_bytes_in_every_process() -> None:
    first = digests("1")
    assert len(first.splitlines()) == 2 * len(FORMATS)
    assert digests("2") == first


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_utf_8_and_ends_its_last_line(name: str) -> None:
    text = b"".join(FORMATS[name].render(hostile_report(), RenderOptions()))
    assert text.decode().endswith("\n")
    assert FORMATS[name].name == name
    assert FORMATS[name].description


def rendered(name: str, count: int) -> tuple[int, int]:
    """Return the size of a report with so many findings, and the memory that it took at most."""
    big = report([finding(key=str(n)) for n in range(count)])
    digest = hashlib.sha256(b"".join(FORMATS[name].render(report(), RenderOptions())))  # imports the format
    tracemalloc.start()
    size = 0
    for piece in FORMATS[name].render(big, RenderOptions()):
        digest.update(piece)
        size += len(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size, peak


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in BOUNDED])
def test_rendering_holds_no_more_than_a_piece_at_a_time(name: str) -> None:
    size, peak = rendered(name, 4000)
    assert size > 1_000_000
    assert peak < 300_000


@pytest.mark.parametrize("name", BOUNDED)
def test_what_may_not_be_long_stays_so_whatever_there_is_to_say(name: str) -> None:
    size, peak = rendered(name, 20_000)
    assert size <= BOUNDED[name]
    assert peak < 300_000 + 6 * BOUNDED[name]
