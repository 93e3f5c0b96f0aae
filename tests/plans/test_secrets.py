"""What was planted as a secret in the plans is in nothing that lbpolicy writes."""

import subprocess
import sys
from pathlib import Path

import pytest

from lbpolicy.formats import FORMATS

from . import judging

CANARY = "canary-"


@pytest.mark.parametrize(
    ("name", "architecture"),
    [
        ("serverless_iap", "serverless_iap"),
        ("serverless_iap_update", "serverless_iap"),
        ("serverless_iap_state", "serverless_iap"),
        ("external_origin", "external_origin"),
    ],
)
def test_no_output_holds_a_secret(name: str, architecture: str, tmp_path: Path) -> None:
    plan = judging.PLANS / f"{name}.json"
    assert CANARY in plan.read_text()
    command = [sys.executable, "-m", "lbpolicy", "scan", str(plan), "--engine", "regorus"]
    command += ["--source-dir", str(judging.EXAMPLES / architecture)]
    for output in FORMATS:
        command += ["-o", f"{output}={tmp_path / output}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode in {0, 1}, done.stderr
    written = [(tmp_path / output).read_text() for output in FORMATS]
    assert any(written)
    assert CANARY not in "".join([*written, done.stdout, done.stderr])
