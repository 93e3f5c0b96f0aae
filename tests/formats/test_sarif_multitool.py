"""Microsoft's validator, with every rule of GitHub's on, must have nothing to say."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from reports import broken_report, clean_report, hostile_report, sample_report

from lbpolicy.formats import FORMATS, RenderOptions, Repository
from lbpolicy.formats.interface import SarifProfile
from lbpolicy.model import Report

CHECK = Path(__file__).resolve().parents[2] / ".." / "shared" / "tools" / "check_sarif.sh"
REPOSITORY = Repository("https://git.example/acme/infra", "0123456789abcdef0123456789abcdef01234567", "main")

pytestmark = [
    pytest.mark.skipif(not CHECK.is_file(), reason="../shared/tools/check_sarif.sh is not here"),
    pytest.mark.skipif(
        "SARIF_MULTITOOL" not in os.environ, reason="SARIF_MULTITOOL does not name the validator"
    ),
]


@pytest.mark.parametrize("profile", ["generic", "github"])
@pytest.mark.parametrize("make", [sample_report, hostile_report, clean_report, broken_report])
def test_the_validator_is_silent(make: Callable[[], Report], profile: SarifProfile, tmp_path: Path) -> None:
    file = tmp_path / "report.sarif"
    options = RenderOptions(sarif_profile=profile, repository=REPOSITORY)
    file.write_bytes(b"".join(FORMATS["sarif"].render(make(), options)))
    done = subprocess.run(
        ["bash", str(CHECK), str(file), "Sarif;Ghas"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "CLEAN" in done.stdout
