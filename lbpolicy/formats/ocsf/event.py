"""One OCSF event from one finding."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.ocsf.parts import (
    build_cloud,
    build_compliance,
    build_evidences,
    build_finding_info,
    build_remediation,
    build_resources,
    build_unmapped,
    present,
)
from lbpolicy.formats.ocsf.state import Entry, severity_of, state_of
from lbpolicy.model import Json, Report, Rule, Status

_CLASS = 2003
_CONFIDENCES = {"very-high": (3, "High"), "high": (3, "High"), "medium": (2, "Medium"), "low": (1, "Low")}
"""From the precision of a rule: how seldom it is wrong."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the events of one report have in common."""

    options: RenderOptions
    rules: Mapping[str, Rule]
    planned: bool
    """The report is about a Terraform plan."""
    time: int
    """Milliseconds since 1970 of what the verdict is about."""
    baseline_time: int
    """The same of the former report; 0 where there is none."""

    @classmethod
    def of(cls, report: Report, options: RenderOptions) -> Self:
        """Return the setting of a report."""
        former = milliseconds(report.baseline.evaluated_at) if report.baseline else 0
        planned = report.plan is not None
        return cls(options, report.known_rules, planned, milliseconds(report.evaluated_at), former)

    @property
    def log_name(self) -> str:
        """Events about a plan are not about what is deployed: whoever searches must tell them apart."""
        return "lbpolicy/terraform" if self.planned else "lbpolicy/assets"


def milliseconds(moment: str) -> int:
    """Return an RFC 3339 time as milliseconds since 1970."""
    parsed = datetime.fromisoformat(moment)
    return round(parsed.replace(tzinfo=parsed.tzinfo or UTC).timestamp() * 1000)


def build_event(entry: Entry, setting: Setting) -> dict[str, Json]:
    """Return the event of one finding."""
    outcome = entry.finding.outcome
    rule = setting.rules[outcome.rule]
    title = visible(rule.about(outcome.asset).title)
    passed = outcome.status is Status.PASS
    return present(
        {
            **_classification(entry),
            "time": setting.time,
            "message": visible(outcome.message) or (f"{title}: the asset passes." if passed else title),
            "comment": visible(entry.finding.waiver.reason) if entry.finding.waiver else "",
            **_confidence(rule),
            "metadata": _metadata(entry, setting),
            "finding_info": build_finding_info(entry, rule, setting.options, _last_seen(entry, setting)),
            "compliance": build_compliance(entry, rule),
            "cloud": build_cloud(outcome.asset),
            "resources": build_resources(outcome, setting.options),
            "evidences": build_evidences(outcome),
            "observables": [
                {
                    "name": "resources[].uid",
                    "type_id": 10,
                    "type": "Resource UID",
                    "value": outcome.asset.name,
                }
            ],
            "remediation": {} if passed else build_remediation(rule, outcome.asset),
            "unmapped": build_unmapped(entry, rule),
        }
    )


def _classification(entry: Entry) -> dict[str, Json]:
    """Return the numbers that say what the event is, each with its caption."""
    state = state_of(entry)
    activity, status, severity = state.activity, state.status, severity_of(entry)
    return {
        "activity_id": activity[0],
        "activity_name": activity[1],
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": _CLASS,
        "class_name": "Compliance Finding",
        "type_uid": _CLASS * 100 + activity[0],
        "type_name": f"Compliance Finding: {activity[1]}",
        "severity_id": severity[0],
        "severity": severity[1],
        "status_id": status[0],
        "status": status[1],
        "status_detail": state.detail,
    }


def _confidence(rule: Rule) -> dict[str, Json]:
    confidence = _CONFIDENCES[rule.precision]
    return {"confidence_id": confidence[0], "confidence": confidence[1]}


def _last_seen(entry: Entry, setting: Setting) -> int:
    """Return when it was last there; what a plan fixes is there still."""
    return setting.baseline_time if entry.gone not in {"", "plan-fixes"} else setting.time


def _metadata(entry: Entry, setting: Setting) -> dict[str, Json]:
    return {
        "version": setting.options.ocsf_version,
        "profiles": ["cloud"],
        "product": {"name": "lbpolicy", "vendor_name": "lbpolicy", "version": setting.options.version},
        "uid": f"{entry.finding.finding_id}-{setting.time}",
        "event_code": entry.finding.outcome.rule,
        "log_name": setting.log_name,
    }
