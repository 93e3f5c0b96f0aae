#!/usr/bin/env python3
"""Set up a virtual environment and run something in it. Needs Python 3.11 or later, and nothing else.

    python3 tools/dev.py scan examples/export   run lbpolicy on the sample export
    python3 tools/dev.py test                   run the tests
    python3 tools/dev.py check                  lint, types and borders between the folders
    python3 tools/dev.py setup                  only set up

The environment is .venv of the checkout; it is installed again when pyproject.toml has changed.
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"


def main(arguments: list[str]) -> int:
    """Do what the first argument says with the rest; return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may well have an older one
        print("lbpolicy needs Python 3.11 or later; this is", sys.version.split()[0], file=sys.stderr)
        return 2
    task, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    commands = {
        "scan": [["-m", "lbpolicy", "scan", *rest]],
        "test": [["-m", "pytest", "-n", "auto", *rest]],
        "check": [
            ["-m", "ruff", "check", "."],
            ["-m", "ruff", "format", "--check", "."],
            ["-m", "mypy"],
            ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
            ["tools/generate_schemas.py", "--check"],
            ["tools/generate_docs.py", "--check"],
        ],
        "setup": [],
    }
    if task not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    _setup(development=task != "scan")
    for command in commands[task]:
        code = subprocess.run([PYTHON, *command], cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


def _setup(*, development: bool) -> None:
    """Install lbpolicy, editable, with what development needs if asked; once for each pyproject.toml."""
    digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = ENVIRONMENT / ("development" if development else "installed")
    stamps = [stamp, ENVIRONMENT / "development"]  # development has all that a scan needs
    if any(s.is_file() and s.read_text() == digest for s in stamps):
        return
    print("Setting up .venv ...", file=sys.stderr, flush=True)
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    target = ".[dev]" if development else "."
    subprocess.run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target],
        cwd=ROOT,
        check=True,
    )
    stamp.write_text(digest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
