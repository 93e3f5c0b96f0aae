import json
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.generate_export import mixed, write_file
from lbpolicy.model import Status

from .scanning import scan_files


def test_the_synthetic_export_is_the_same_every_time(tmp_path: Path) -> None:
    one = write_file(tmp_path / "one", 0.0005, compress=True)
    other = write_file(tmp_path / "other", 0.0005, compress=True)

    assert one.read_bytes() == other.read_bytes()


def test_no_asset_stands_in_it_twice() -> None:
    lines = list(islice(mixed(0.5), 2000))
    keys = [(record["name"], "resource" in record) for record in map(json.loads, lines)]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("share", "least"), [(1, 60), (0, 1)])
def test_it_is_judged(share: float, least: int, tmp_path: Path) -> None:
    report = scan_files([write_file(tmp_path / "export.ndjson", 0.0002, share)])

    planted = {"LB203", "LB414", "LB501"} if share else set()
    faults = [f.outcome for f in report.findings if f.outcome.status is Status.FAIL]
    last = max((outcome.asset.project for outcome in faults), default="")  # the file's end cuts it off
    assert {outcome.rule for outcome in faults if outcome.asset.project != last} == planted
    assert report.coverage.subjects >= least
    assert report.coverage.invalid == 0
