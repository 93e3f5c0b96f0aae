"""Rules: what they are for each kind of subject, and how they are set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from lbpolicy.kinds import KINDS
from lbpolicy.model.assets import AssetRef
from lbpolicy.model.json import Json


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical to 4 for info: sorts worst first."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A setting of a rule."""

    default: Json
    schema: Mapping[str, Json]
    description: str


@dataclass(frozen=True, slots=True)
class Remediation:
    """How to mend what a rule found."""

    summary: str
    gcloud: str = ""
    terraform: str = ""


@dataclass(frozen=True, slots=True)
class RuleSubject:
    """What a rule is for one kind of subject: a Rego package."""

    kind: str
    """The folder it lies in: "backend_service"."""
    package: str
    """lbpolicy.rules.backend_service.iap_with_cdn."""
    title: str
    """What is wrong, in a few words."""
    remediation: Remediation
    file: Path
    """The .rego file."""
    has_review: bool = False
    """It says what it could not decide (the package defines `review`)."""

    @property
    def asset_type(self) -> str:
        """Canonical type of the assets that it judges."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy with its METADATA (schemas/rule.schema.json): a Rego package for each kind it judges."""

    id: str
    """LB403."""
    name: str
    """IapWithCdn."""
    subjects: tuple[RuleSubject, ...]
    """What it judges; the first is the one whose file has the METADATA."""
    description: str
    severity: Severity
    precision: Literal["very-high", "high", "medium", "low"]
    source: tuple[str, ...]
    """Where the architecture says so: overview#ssl-policies, serverless#correct-architecture."""
    related_resources: tuple[str, ...]
    """URLs of Google's documentation."""
    requires: tuple[str, ...]
    """What an export must hold to decide it: asset types, and "IAM_POLICY"."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    values: Mapping[str, Json] = field(default_factory=dict)
    """The parameters' values in force: default, bundle, configuration."""
    frameworks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """{"CIS GCP": ("3.9",)}."""
    exceptions: str = ""
    """When a finding of it may rightly be waived."""

    @property
    def title(self) -> str:
        """What is wrong, in a few words."""
        return self.subjects[0].title

    @property
    def remediations(self) -> tuple[Remediation, ...]:
        """How to mend it; different ones where kinds of subjects need different commands."""
        return tuple(dict.fromkeys(one.remediation for one in self.subjects))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of subjects that it judges."""
        return tuple(one.kind for one in self.subjects)

    def on(self, kind: str) -> RuleSubject | None:
        """Return what it is for a kind of subject; None for one that it does not judge."""
        return next((one for one in self.subjects if one.kind == kind), None)

    def about(self, asset: AssetRef) -> RuleSubject:
        """Return what it is for an asset that it judged."""
        return next((one for one in self.subjects if one.asset_type == asset.type), self.subjects[0])


@dataclass(frozen=True, slots=True)
class PolicySet:
    """The rules in force and the Rego text they need; what an engine compiles."""

    rules: tuple[Rule, ...]
    """By id, enabled only, with severities and parameter values in force."""
    sources: Mapping[str, str]
    """Package -> Rego text of a rule."""
    libraries: Mapping[str, str]
    """File label ("lib/links.rego") -> Rego text of the shared helpers."""
    known: frozenset[str] = frozenset()
    """Ids of all rules that were read, also of those that are not in force."""
