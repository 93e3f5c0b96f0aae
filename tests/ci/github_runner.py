"""Runs the steps of a composite action's scripts as GitHub's runner does."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
_EXPRESSION = re.compile(r"\$\{\{\s*(inputs|steps)\.([\w.-]+)\s*\}\}")
_PYTHON = """#!/bin/sh
# stands in for Python: makes no environment, installs nothing, and runs the lbpolicy of the tests
echo "$@" >> "{log}"
case "$*" in
  "-I -m venv "*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
  "-I -m lbpolicy "*) exec {python} "$@" ;;
esac
"""


def fake_python(path: Path, python: str = sys.executable) -> None:
    """Make a command that stands in for Python: `python` runs lbpolicy, and python.log has every call."""
    path.write_text(_PYTHON.format(log=path.parent / "python.log", python=python))
    path.chmod(0o755)


@dataclass
class Job:
    """A job on a runner: its folders, and what the steps have said so far."""

    folder: Path
    inputs: dict[str, str] = field(default_factory=dict)
    log: str = ""
    python: str = sys.executable
    """What runs `lbpolicy`."""

    def __post_init__(self) -> None:
        for name in ("temp", "workspace"):
            (self.folder / name).mkdir()
        shutil.copytree(ROOT / "examples" / "export", self.folder / "workspace" / "export")
        fake_python(self.folder / "python", self.python)
        for name in ("summary", "output"):
            (self.folder / name).touch()

    @property
    def calls(self) -> list[str]:
        """The arguments with which Python was called."""
        return (self.folder / "python.log").read_text().splitlines()

    @property
    def summary(self) -> str:
        """What the page of the job shows."""
        return (self.folder / "summary").read_text()

    @property
    def outputs(self) -> dict[str, str]:
        """What the step `scan` says to later ones."""
        lines = (self.folder / "output").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def value(self, expression: str) -> str:
        """Return what `${{ ... }}` stands for."""
        kind, name = _EXPRESSION.fullmatch(expression).groups()  # type: ignore[union-attr]
        if kind == "inputs":
            return self.inputs.get(name, ACTION["inputs"][name]["default"])
        step, _, output = name.split(".", 2)
        return str(self.folder / "python") if step == "python" else self.outputs.get(output, "")

    def run(self, name: str) -> int:
        """Run the script of a step; return its exit code."""
        (step,) = (step for step in STEPS if step["name"] == name)
        script = self.folder / "script.sh"
        script.write_text(step["run"])
        given = {key: self.value(expression) for key, expression in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.folder / "workspace",
            env={
                "PATH": os.environ["PATH"],
                "GITHUB_ACTION_PATH": str(ROOT),
                "GITHUB_OUTPUT": str(self.folder / "output"),
                "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_REPOSITORY": "acme/infra",
                "GITHUB_SHA": "0123abc",
                "RUNNER_TEMP": str(self.folder / "temp"),
                **given,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        self.log += done.stdout
        return done.returncode

    def run_all(self) -> int:
        """Run every script; return the exit code of the last one. Others must succeed."""
        *first, last = (step["name"] for step in STEPS if "run" in step)
        for name in first:
            assert self.run(name) == 0, self.log
        return self.run(last)


def obeyed(log: str) -> list[str]:
    """Return the lines of a log that the runner takes for commands."""
    stopped = ""
    commands = []
    for line in log.splitlines():
        command = line.lstrip()
        if stopped:
            stopped = "" if command == f"::{stopped}::" else stopped
        elif command.startswith("::stop-commands::"):
            stopped = command.removeprefix("::stop-commands::")
        elif command.startswith("::") or "##[" in line:
            commands.append(line)
    assert not stopped, "commands are obeyed again in the end"
    return commands
