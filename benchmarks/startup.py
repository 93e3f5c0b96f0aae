"""Measure how long lbpolicy takes to start, against Python itself.

Usage, in the root of the checkout: python -m benchmarks.startup [--times 20]
"""

import argparse
import sys
from pathlib import Path

from benchmarks.measure import SCANNED, best, lbpolicy, table

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "export"


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Measure the start-up of lbpolicy.")
    parser.add_argument("--times", type=int, default=20, help="runs of which the best counts (default: 20)")
    times = parser.parse_args().times
    commands: dict[str, list[str | Path]] = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "lbpolicy --version": [lbpolicy(), "--version"],
        "lbpolicy rules": [lbpolicy(), "rules"],
        "lbpolicy scan examples/export": [lbpolicy(), "scan", EXAMPLE],
        "the same, --jobs 1": [lbpolicy(), "scan", "--jobs", "1", EXAMPLE],
    }
    usages = {name: best(times, command, SCANNED) for name, command in commands.items()}
    base = usages["python -c pass"].seconds
    rows = [["", "ms", "x python"]]
    rows += [[name, f"{u.seconds * 1000:.0f}", f"{u.seconds / base:.1f}"] for name, u in usages.items()]
    table(f"Start-up, best of {times}", rows)


if __name__ == "__main__":
    main()
