"""The data that flows through lbpolicy: source -> inventory -> engine -> report -> formats.

Every arrow of docs/architecture.md is one of these frozen dataclasses; nothing flows back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

Json = Any
"""A parsed JSON value: dict, list, str, int, float, bool or None."""


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


class Status(StrEnum):
    """What a rule says of one asset."""

    FAIL = "fail"
    REVIEW = "review"
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    NOT_APPLICABLE = "not_applicable"


class Level(StrEnum):
    """How bad a notification is. An error makes the scan incomplete (exit code 3)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an asset was read."""

    file: str
    """The path as the user gave it, or "-" for standard input."""
    line: int | None = None
    """1-based line on which the asset begins."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One Cloud Asset Inventory record, whatever shape it had; raw, nothing is canonical yet."""

    name: str
    """Full resource name: //compute.googleapis.com/projects/p/global/backendServices/web."""
    type: str
    """Asset type as the source spells it: compute.googleapis.com/RegionBackendService."""
    origin: Origin
    data: Mapping[str, Json] | None = None
    """The resource (RESOURCE content), with Google's field names; None where the record has none."""
    iam_policy: Mapping[str, Json] | None = None
    """The IAM policy (IAM_POLICY content): {"bindings": [...]}; None where the record has none."""
    ancestors: tuple[str, ...] = ()
    """Nearest first: ("projects/123", "folders/4", "organizations/5"); may be empty."""
    update_time: str = ""
    """RFC 3339, or empty."""
    deleted: bool = False
    """A feed message that says the asset is gone."""
    truncated: bool = False
    """Google cut the data (assetExceptions TRUNCATION)."""


@dataclass(frozen=True, slots=True)
class Notification:
    """Something the user must know about the scan itself."""

    level: Level
    code: str
    """Stable, kebab-case: "duplicate-asset", "schema-violation", "unreadable-source", "rule-error", ..."""
    message: str
    """What happened and where, in words."""
    hint: str = ""
    """What to do about it."""
    origin: Origin | None = None
    asset: str = ""
    """Full resource name, where it is about one asset."""
    rule: str = ""
    """Rule id, where it is about one rule."""


@dataclass(frozen=True, slots=True)
class AssetRef:
    """Which asset an outcome is about."""

    name: str
    """Canonical full resource name."""
    type: str
    """Canonical asset type: compute.googleapis.com/BackendService."""
    project: str = ""
    location: str = ""
    """"global", a region or a zone."""

    @property
    def short_name(self) -> str:
        """The last segment of the name."""
        return self.name.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Subject:
    """What one evaluation sees: an asset with its neighbourhood resolved."""

    kind: str
    """The folder of its rules: "backend_service"."""
    asset: AssetRef
    origin: Origin
    document: bytes
    """The JSON text that Rego sees as `input` (schemas/subject.schema.json)."""


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
class Rule:
    """One policy: a Rego package with its METADATA (schemas/rule.schema.json)."""

    id: str
    """LB403."""
    name: str
    """IapWithCdn."""
    kind: str
    """The subject it judges, and the folder it lies in: "backend_service"."""
    package: str
    """lbpolicy.rules.backend_service.iap_with_cdn."""
    title: str
    description: str
    severity: Severity
    precision: Literal["very-high", "high", "medium", "low"]
    source: tuple[str, ...]
    """Where the architecture says so: overview#ssl-policies, serverless#correct-architecture."""
    related_resources: tuple[str, ...]
    """URLs of Google's documentation."""
    requires: tuple[str, ...]
    """What an export must hold to decide it: asset types, and "IAM_POLICY"."""
    remediation: Remediation
    file: Path
    """The .rego file."""
    has_review: bool = False
    """It says what it could not decide (the package defines `review`)."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    values: Mapping[str, Json] = field(default_factory=dict)
    """The parameters' values in force: default, bundle, configuration."""
    frameworks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """{"CIS GCP": ("3.9",)}."""
    exceptions: str = ""
    """When a finding of it may rightly be waived."""


@dataclass(frozen=True, slots=True)
class PolicySet:
    """The rules in force and the Rego text they need; what an engine compiles."""

    rules: tuple[Rule, ...]
    """By id, enabled only, with severities and parameter values in force."""
    sources: Mapping[str, str]
    """Rule id -> Rego text."""
    libraries: Mapping[str, str]
    """File label ("lib/links.rego") -> Rego text of the shared helpers."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule says of one subject."""

    rule: str
    """Rule id."""
    status: Status
    asset: AssetRef
    origin: Origin
    message: str = ""
    path: str = ""
    """JSON pointer into the resource: "/protocol"; empty for the asset as a whole."""
    key: str = ""
    """Tells several findings of one rule on one asset apart, and stays the same from scan to scan."""
    evidence: Mapping[str, Json] = field(default_factory=dict)
    """Small facts behind the verdict: {"protocol": "HTTPS"}."""
    related: tuple[str, ...] = ()
    """Full names of other assets that the verdict rests on."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that the rules of its kind say of one subject."""

    asset: AssetRef
    outcomes: tuple[Outcome, ...]
    """Every status, also pass and not_applicable; a rule that errs has none."""
    errors: tuple[Notification, ...] = ()
    """Rules that could not be evaluated: Level.ERROR, code "rule-error", rule and asset set."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An outcome with its identity and severity, as reports show it."""

    finding_id: str
    """32 hex digits, the same from scan to scan."""
    severity: Severity
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """How often a rule said what."""

    fail: int = 0
    """Assets with at least one failing outcome (a rule may report several findings on one asset)."""
    passed: int = 0
    review: int = 0
    """Assets with at least one review outcome and no failing one."""
    not_applicable: int = 0
    error: int = 0
    """Subjects on which the rule could not be evaluated."""
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Why reviews could not be decided: message -> number of review outcomes (at most ten messages)."""


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What was read from one file."""

    file: str
    shape: str
    """"NDJSON", "JSON array", "REST list", "search results", ...; "" when nothing could be read."""
    records: int
    """Records seen, of whatever type."""
    assets: int
    """Records of types that the rules use."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the verdict rests on."""

    sources: tuple[SourceSummary, ...]
    records: int
    """Records read, of whatever type."""
    assets: int
    """Distinct assets used."""
    invalid: int
    """Assets that violate their schema (evaluated all the same)."""
    subjects: int
    """Assets that at least one rule judged."""
    types: Mapping[str, int]
    """Distinct assets used, by canonical type."""
    has_iam: bool
    rules: Mapping[str, RuleCounts]
    """By rule id."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a format needs, in its final order."""

    evaluated_at: str
    """RFC 3339, UTC: the time that the verdict is about (`--as-of`)."""
    bundle: str
    engine: str
    """"regopy 1.5.2"."""
    rules: tuple[Rule, ...]
    """The rules in force, by id."""
    findings: tuple[Finding, ...]
    """fail, review and (if asked for) pass; worst first, then by rule, asset, key."""
    notifications: Sequence[Notification]
    coverage: Coverage

    @property
    def complete(self) -> bool:
        """False when something could not be read or evaluated."""
        return not any(n.level is Level.ERROR for n in self.notifications)
