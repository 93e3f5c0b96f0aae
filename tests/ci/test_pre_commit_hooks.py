import os
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from github_runner import ROOT

HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
}


def run(name: str, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a hook as pre-commit does: the entry, then the user's `args`; no names of files follow."""
    command, *entry = shlex.split(HOOKS[name]["entry"])
    assert command == "lbpolicy"
    assert not HOOKS[name]["pass_filenames"]
    return subprocess.run(
        [sys.executable, "-m", "lbpolicy", *entry, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_hooks_have_what_pre_commit_asks_for() -> None:
    assert set(HOOKS) == {"lbpolicy-config", "lbpolicy-plan", "lbpolicy-waivers"}
    for hook in HOOKS.values():
        assert hook["language"] == "python", "pre-commit installs the checkout, no package index is needed"
        assert hook["name"]
        assert hook["description"]


WAIVERS = """waivers:
  - rule: LB412
    resource: //compute.googleapis.com/projects/shop-prod/global/backendServices/legacy
    owner: shop-team@acme.example
    reason: The appliance behind it has no TLS.
    expires: {day}
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (WAIVERS.format(day=datetime.now(UTC).date() + timedelta(days=30)), 0),
        (WAIVERS.format(day="2020-01-31"), 1),
        (WAIVERS.replace("    owner: shop-team@acme.example\n", "").format(day="2020-01-31"), 2),
    ],
)
def test_the_hook_of_waivers_refuses_what_is_wrong_or_over(tmp_path: Path, text: str, code: int) -> None:
    assert re.search(HOOKS["lbpolicy-waivers"]["files"], "lbpolicy-waivers.yaml")
    (tmp_path / "lbpolicy-waivers.yaml").write_text(text)
    assert run("lbpolicy-waivers", tmp_path).returncode == code


def test_the_configuration_hook_runs_when_the_configuration_changes() -> None:
    files = HOOKS["lbpolicy-config"]["files"]
    assert re.search(files, "lbpolicy.yaml")
    assert not re.search(files, "lbpolicy-yaml")
    assert not re.search(files, "docs/lbpolicy.yaml")


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("rules:\n  LB101:\n    severity: low\n", 0, ""),
        ("rules:\n  LB101:\n    severty: low\n", 2, "severity"),
        ("rules:\n  LB999:\n    enabled: false\n", 2, "LB999"),
        ("bundle: defalt\n", 2, "default"),
        ("fail_on: [\n", 2, "lbpolicy.yaml"),
    ],
)
def test_the_configuration_hook_refuses_a_wrong_configuration(
    tmp_path: Path, text: str, code: int, words: str
) -> None:
    (tmp_path / "lbpolicy.yaml").write_text(text)
    done = run("lbpolicy-config", tmp_path)
    assert done.returncode == code, done.stderr
    assert words in done.stderr


def test_the_configuration_hook_checks_rules_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "lbpolicy.yaml").write_text("fail_on: high\n")
    folder = tmp_path / "mine" / "rules" / "url_map"
    folder.mkdir(parents=True)
    (folder / "broken.rego").write_text("package lbpolicy.rules.url_map.broken\n")
    done = run("lbpolicy-config", tmp_path, "--policy", "mine")
    assert done.returncode == 2
    assert "broken.rego" in done.stderr


def test_the_plan_hook_judges_what_it_is_told_to(tmp_path: Path) -> None:
    sample = str(ROOT / "examples" / "export")
    assert run("lbpolicy-plan", tmp_path, sample, "--bundle", "serverless-iap").returncode == 1
    assert run("lbpolicy-plan", tmp_path).returncode == 2


def test_the_plan_hook_is_none_for_commits() -> None:
    assert HOOKS["lbpolicy-plan"]["stages"] == ["pre-push", "manual"]
