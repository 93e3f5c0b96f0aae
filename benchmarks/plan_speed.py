"""Measure the scan of a Terraform plan, against Checkov on the same plan in the same run.

Usage, in the root of the checkout; Checkov is measured where it is installed (pip install checkov, best in an
environment of its own):
  python -m benchmarks.plan_speed [--resources 1000] [--times 3] [--checkov PATH]
"""

import argparse
import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.generate_plan import plan, write_sources
from benchmarks.measure import MEGABYTE, SCANNED, Usage, best, lbpolicy, table


def scans(file: Path, sources: Path, times: int) -> dict[str, Usage]:
    """Return what the whole command takes, with one engine after the other."""
    engines = ["regopy", *(["regorus"] if find_spec("regorus") else [])]
    report = sources / "lb.sarif"
    command: list[str | Path] = [
        lbpolicy(),
        "scan",
        file,
        "--source-dir",
        sources,
        "--quiet",
        "-o",
        f"sarif={report}",
        "--engine",
    ]
    measured = {}
    for engine in engines:
        report.unlink(missing_ok=True)
        measured[f"lbpolicy, {engine}"] = best(times, [*command, engine], SCANNED)
        # what fails before it has scanned anything ends with 1, too
        if not report.exists():
            raise SystemExit(f"{command} wrote no report.")
    return measured


def checkov(command: str, file: Path, folder: Path, times: int) -> Usage:
    """Return what Checkov takes for the same plan, without the network and with SARIF as its output, too."""
    options = ["--framework", "terraform_plan", "--skip-download", "--quiet", "--output", "sarif"]
    written: list[str | Path] = ["--output-file-path", folder / "checkov"]
    return best(times, [command, "--file", file, *options, *written], SCANNED)


def main() -> None:
    """Print seconds, memory and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--resources", type=int, default=1000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--checkov", default=shutil.which("checkov"), metavar="PATH")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        document = plan(options.resources)
        file = folder / "plan.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        write_sources(folder)
        measured = scans(file, folder, options.times)
        if options.checkov:
            measured["Checkov"] = checkov(options.checkov, file, folder, options.times)
    slowest = measured.get("Checkov")
    rows = [["", "seconds", "CPU seconds", "peak MB", "x faster than Checkov"]]
    for label, usage in measured.items():
        ratio = f"{slowest.seconds / usage.seconds:.1f}" if slowest else "-"
        peak = f"{usage.peak / MEGABYTE:.0f}"
        rows.append([label, f"{usage.seconds:.1f}", f"{usage.cpu_seconds:.1f}", peak, ratio])
    table(f"A plan of {len(document['resource_changes'])} resources", rows)


if __name__ == "__main__":
    main()
