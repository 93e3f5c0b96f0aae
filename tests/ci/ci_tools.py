"""Checkers of shell scripts and workflows, from the PATH or from the environment that runs the tests."""

import shutil
import sys
from pathlib import Path


def find(name: str) -> str | None:
    """Return where a program is; None when it is not installed."""
    return shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))


SHELLCHECK = find("shellcheck")
ZIZMOR = find("zizmor")
