"""What rules say of subjects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from lbpolicy.model.assets import AssetRef, Notification, Origin
from lbpolicy.model.json import Json
from lbpolicy.model.rules import Severity
from lbpolicy.model.waivers import Waiver


class Status(StrEnum):
    """What a rule says of one asset."""

    FAIL = "fail"
    REVIEW = "review"
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    NOT_APPLICABLE = "not_applicable"


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
    change: Literal["introduced", "kept", "fixed", ""] = ""
    """What a Terraform plan does to it; empty where there is no plan, and for a pass."""
    waiver: Waiver | None = None
    """Who accepted it; a waived finding is listed and counted, and fails nothing."""
    baseline: Literal["new", "unchanged", "updated", "absent", ""] = ""
    """How it stands to the former report. new: nobody accepted it as it is: it was not there, was to
    review and fails now, was less severe, or was waived and is not now. updated: the same finding with
    another status, severity or message. Empty where there is none to compare with, and for a pass."""

    @property
    def active(self) -> bool:
        """It fails, and nobody waived it."""
        return self.outcome.status is Status.FAIL and self.waiver is None
