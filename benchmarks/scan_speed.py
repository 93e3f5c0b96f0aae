"""Measure a scan: reading against `wc -l`, judging with one and two processes, memory as the export grows.

Usage, in the root of the checkout:
  python -m benchmarks.scan_speed [--gigabytes 0.2 2] [--times 3] [--folder DIR]
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.generate_export import write_file
from benchmarks.measure import GIGABYTE, MEGABYTE, SCANNED, Usage, best, lbpolicy, table

DENSE_GIGABYTES = 0.01
"""Of an export that is load balancing only: judging it takes far longer than reading it."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan and how many assets it judged."""

    usage: Usage
    subjects: int


def scan(file: Path, times: int, jobs: int = 1) -> Scan:
    """Scan a file and return the best of several runs."""
    report = file.with_suffix(".report.json")
    options = ["--quiet", "--jobs", str(jobs), "-o", f"json={report}"]
    usage = best(times, [lbpolicy(), "scan", file, *options], SCANNED)
    return Scan(usage, int(json.loads(report.read_bytes())["coverage"]["subjects"]))


def reading(folder: Path, gigabytes: float, times: int) -> None:
    """Print how fast an export is read that has next to nothing to judge."""
    least = scan(write_file(folder / "least.ndjson", 0, share=0), times).usage.seconds
    plain = write_file(folder / "others.ndjson", gigabytes, share=0)
    packed = write_file(folder / "others.ndjson.gz", gigabytes, share=0, compress=True)
    size = plain.stat().st_size / GIGABYTE
    seconds = {
        "wc -l": best(times, ["wc", "-l", plain]).seconds,
        "lbpolicy scan, plain": scan(plain, times).usage.seconds - least,
        "lbpolicy scan, gzip": scan(packed, times).usage.seconds - least,
    }
    rows = [["", "GB/s", "x wc -l"]]
    rows += [[name, f"{size / s:.2f}", f"{s / seconds['wc -l']:.1f}"] for name, s in seconds.items()]
    table(
        f"Reading {size:.2f} GB (of uncompressed bytes), the {least:.2f} s of an empty scan taken off", rows
    )


def judging(folder: Path, times: int) -> None:
    """Print how many assets are judged in a second, with one process and with two."""
    dense = write_file(folder / "dense.ndjson", DENSE_GIGABYTES, share=1)
    rows = [["", "assets/s", "assets/s of a core", "x one process"]]
    base = 0.0
    for jobs in (1, 2):
        done = scan(dense, times, jobs)
        rate = done.subjects / done.usage.seconds
        base = base or rate
        core = done.subjects / done.usage.cpu_seconds
        rows.append([f"--jobs {jobs}", f"{rate:.0f}", f"{core:.0f}", f"{rate / base:.2f}"])
    table("Judging an export of load balancers only, start-up included", rows)


def growth(folder: Path, sizes: Sequence[float]) -> None:
    """Print time and memory of the whole command as the export grows, 3% of it load balancing."""
    rows = [["", "seconds", "assets judged", "peak MB", "x first size", "x first time", "x first peak"]]
    first: tuple[int, Usage] | None = None
    for gigabytes in sizes:
        file = write_file(folder / f"mixed-{gigabytes:g}.ndjson", gigabytes)
        size, done = file.stat().st_size, scan(file, times=1)
        file.unlink()
        first = first or (size, done.usage)
        rows.append(
            [
                f"{size / GIGABYTE:.2f} GB",
                f"{done.usage.seconds:.1f}",
                str(done.subjects),
                f"{done.usage.peak / MEGABYTE:.0f}",
                f"{size / first[0]:.1f}",
                f"{done.usage.seconds / first[1].seconds:.1f}",
                f"{done.usage.peak / first[1].peak:.1f}",
            ]
        )
    table("Whole scan with one process", rows)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Measure scans of synthetic exports.")
    parser.add_argument(
        "--gigabytes", type=float, nargs="+", default=[0.2, 2.0], help="sizes (default: 0.2 2)"
    )
    parser.add_argument("--times", type=int, default=3, help="runs of which the best counts (default: 3)")
    parser.add_argument("--folder", type=Path, help="where the exports go (default: a temporary folder)")
    options = parser.parse_args()
    with TemporaryDirectory(dir=options.folder) as name:
        reading(Path(name), max(options.gigabytes), options.times)
        judging(Path(name), options.times)
        growth(Path(name), options.gigabytes)


if __name__ == "__main__":
    main()
