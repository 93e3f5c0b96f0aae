"""What a bundle or a configuration may say of a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lbpolicy.model import Json, Rule, Severity
from lbpolicy.policy import schema
from lbpolicy.policy.documents import Document, Steps


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """The settings of one rule. None, and a parameter that is absent, null or empty, change nothing."""

    enabled: bool | None = None
    severity: Severity | None = None
    parameters: Mapping[str, Json] = field(default_factory=dict)


def read_settings(value: Mapping[str, Mapping[str, Json]]) -> dict[str, RuleSettings]:
    """Read settings by rule id from a value that has passed its schema."""
    return {
        identifier: RuleSettings(
            enabled=entry.get("enabled"),
            severity=Severity(entry["severity"]) if "severity" in entry else None,
            parameters=entry.get("parameters", {}),
        )
        for identifier, entry in value.items()
    }


def apply(rule: Rule, settings: RuleSettings, document: Document, steps: Steps) -> Rule:
    """Return the rule with the severity and the parameters that the settings give it.

    `steps` lead to the settings in the document. Raises the document's fault for a parameter that the rule
    does not have, or a value that does not follow the parameter's schema.
    """
    values = dict(rule.values)
    for name, value in settings.parameters.items():
        place = (*steps, "parameters", name)
        if name not in rule.parameters:
            known = ", ".join(rule.parameters) or "none"
            near = schema.suggestion(name, rule.parameters)
            raise document.fault(
                place, f"{rule.id} has no parameter {name!r}{near}", f"Its parameters: {known}."
            )
        if schema.is_empty(value):
            continue
        wrong = schema.violation(rule.parameters[name].schema, value)
        if wrong:
            raise document.fault(place, f"parameter {name} of {rule.id}: {wrong.removeprefix('the value: ')}")
        values[name] = value
    return replace(rule, severity=settings.severity or rule.severity, values=values)
