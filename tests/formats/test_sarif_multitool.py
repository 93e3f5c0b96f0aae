"""Microsoft's validator, with every rule of the service that a profile is for, must have nothing to say.

It has rules for GitHub (Gh, Ghas) and for Azure DevOps (GHAzDO), and none for GitLab, whose profile has to
please GitHub's. Those named AI are for results that a language model found.
"""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from plan_reports import plan_report
from reports import broken_report, clean_report, hostile_report, sample_report
from sarif_logs import PIPELINE, PROFILES
from settled_reports import settled_report

from lbpolicy.formats import FORMATS, RenderOptions, Repository
from lbpolicy.formats.interface import SarifProfile
from lbpolicy.model import Report

CHECK = Path(__file__).resolve().parents[2] / ".." / "shared" / "tools" / "check_sarif.sh"
REPOSITORY = Repository("https://git.example/acme/infra", "0123456789abcdef0123456789abcdef01234567", "main")
KINDS: Mapping[SarifProfile, str] = {
    "generic": "Sarif;Gh;Ghas",
    "github": "Sarif;Gh;Ghas",
    "gitlab": "Sarif;Gh;Ghas",
    "azdo": "Sarif;Gh;Ghas;GHAzDO",
}
REPORTS = [sample_report, hostile_report, clean_report, broken_report, settled_report, plan_report]

pytestmark = [
    pytest.mark.skipif(not CHECK.is_file(), reason="../shared/tools/check_sarif.sh is not here"),
    pytest.mark.skipif(
        "SARIF_MULTITOOL" not in os.environ, reason="SARIF_MULTITOOL does not name the validator"
    ),
]


def judged(what: Report, profile: SarifProfile, kinds: str, file: Path, **more: object) -> tuple[int, str]:
    options = RenderOptions(sarif_profile=profile, repository=REPOSITORY, scope="live/prod", **more)  # type: ignore[arg-type]
    file.write_bytes(b"".join(FORMATS["sarif"].render(what, options)))
    done = subprocess.run(
        ["bash", str(CHECK), str(file), kinds], capture_output=True, text=True, timeout=300, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("make", REPORTS)
def test_the_validator_is_silent(make: Callable[[], Report], profile: SarifProfile, tmp_path: Path) -> None:
    pipeline = PIPELINE if profile == "azdo" else None
    code, said = judged(make(), profile, KINDS[profile], tmp_path / "report.sarif", pipeline=pipeline)
    assert code == 0, said
    assert "CLEAN" in said


def test_the_validator_knows_what_azure_devops_demands(tmp_path: Path) -> None:
    """A run outside of a pipeline must be objected to: else the rules of that service did not run."""
    code, said = judged(sample_report(), "azdo", KINDS["azdo"], tmp_path / "report.sarif")
    assert code == 1
    assert "GHAzDO1019" in said
    assert "GHAzDO1020" in said
