"""What those who read SARIF files take: one place for all their limits.

https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
https://docs.gitlab.com/user/application_security/detect/sarif/
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lbpolicy.formats.interface import SarifProfile

_TEN_MEGABYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Profile:
    """How a SARIF file is to be for one kind of readers. A limit of 0 is none."""

    service: str = ""
    """Who makes an alert of every result; empty for readers that know kinds, suppressions and baselines."""
    suppressed: bool = False
    """Waived findings are shown, as suppressed; a service that does not know these would make them alerts."""
    tags: int = 0
    """Of a rule."""
    text: int = 0
    """Characters of a text: a result or rule with a longer one is dropped."""
    size: int = 0
    """Bytes of the file."""
    packed: bool = False
    """The size is that of the file after gzip."""
    ranked: bool = False
    """A result's severity is read from its `rank`, and only otherwise from its rule."""
    lean: bool = False
    """Facts that the service does not show are left out, where every byte of the file counts."""


PROFILES: Mapping[SarifProfile, Profile] = {
    "generic": Profile(suppressed=True),
    "github": Profile("GitHub", tags=10, size=_TEN_MEGABYTES, packed=True),
    "gitlab": Profile(
        "GitLab", suppressed=True, tags=10, text=1024, size=_TEN_MEGABYTES, ranked=True, lean=True
    ),
    "azdo": Profile("Azure DevOps", tags=10, size=_TEN_MEGABYTES, packed=True),
}
