"""Runs the command as a user does."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples" / "export"


def run(
    *arguments: str, cwd: Path, stdin: bytes = b"", environment: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """Run lbpolicy in a folder; output as bytes."""
    others = ("GITHUB_", "CI_", "COLUMNS", "LINES")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(others)}
    return subprocess.run(
        [sys.executable, "-m", "lbpolicy", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
        env={**clean, "PYTHONPATH": str(ROOT), **(environment or {})},
    )
