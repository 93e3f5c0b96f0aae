"""The data that flows through lbpolicy: source -> inventory -> engine -> report -> formats.

Every arrow of docs/architecture.md is one of these frozen dataclasses; nothing flows back.
"""

from lbpolicy.model.assets import Asset, AssetRef, Change, Level, Notification, Origin, Phase, Subject
from lbpolicy.model.json import Json
from lbpolicy.model.outcomes import Evaluation, Finding, Outcome, Status
from lbpolicy.model.report import Absent, Baseline, Coverage, PlanEffect, Report, RuleCounts, SourceSummary
from lbpolicy.model.rules import Parameter, PolicySet, Remediation, Rule, RuleSubject, Severity
from lbpolicy.model.topology import Connection, LoadBalancer, Node, Stage
from lbpolicy.model.waivers import Waiver

__all__ = [
    "Absent",
    "Asset",
    "AssetRef",
    "Baseline",
    "Change",
    "Connection",
    "Coverage",
    "Evaluation",
    "Finding",
    "Json",
    "Level",
    "LoadBalancer",
    "Node",
    "Notification",
    "Origin",
    "Outcome",
    "Parameter",
    "Phase",
    "PlanEffect",
    "PolicySet",
    "Remediation",
    "Report",
    "Rule",
    "RuleCounts",
    "RuleSubject",
    "Severity",
    "SourceSummary",
    "Stage",
    "Status",
    "Subject",
    "Waiver",
]
