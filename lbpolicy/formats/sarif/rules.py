"""Rules as SARIF reporting descriptors. They depend on the rules alone, never on what was scanned."""

from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.levels import LEVELS, PROBLEM_SEVERITIES, SECURITY_SEVERITIES
from lbpolicy.formats.remediation import generic_command
from lbpolicy.formats.sarif.messages import MESSAGE, MESSAGE_ID, sentence
from lbpolicy.formats.sarif.profiles import PROFILES, Profile
from lbpolicy.model import Json, Rule

HOME = "https://github.com/lbpolicy/lbpolicy"
CATALOGUE = f"{HOME}#rules"

_CWE = "CWE"
"""The framework, as METADATA names it, whose controls have a form of tag that services know."""


def build_rule(rule: Rule, options: RenderOptions) -> dict[str, Json]:
    """Return the descriptor of a rule."""
    profile = PROFILES[options.sarif_profile]
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": sentence(rule.title, profile.text)},
        "fullDescription": {"text": sentence(rule.description, profile.text)},
        "help": {"text": _help_text(rule), "markdown": _help_markdown(rule)},
        "helpUri": rule.related_resources[0] if rule.related_resources else CATALOGUE,
        "defaultConfiguration": {"enabled": True, "level": LEVELS[rule.severity]},
        "messageStrings": {MESSAGE_ID: {"text": MESSAGE}},
        "properties": _properties(rule, profile),
    }


def _properties(rule: Rule, profile: Profile) -> dict[str, Json]:
    tags = _tags(rule)
    properties: dict[str, Json] = {
        "tags": tags[: profile.tags or None],
        "precision": rule.precision,
        "problem.severity": PROBLEM_SEVERITIES[rule.severity],
        "severity": rule.severity.value,
    }
    if rule.severity in SECURITY_SEVERITIES:
        properties["security-severity"] = SECURITY_SEVERITIES[rule.severity]
    return properties


def _tags(rule: Rule) -> list[str]:
    """Return what people filter by; the most telling first, since services take ten."""
    controls = [_tag(name, control) for name in sorted(rule.frameworks) for control in rule.frameworks[name]]
    kinds = [kind.replace("_", "-") for kind in rule.kinds]
    tags = ["security", *kinds, *controls, *rule.source]
    return list(dict.fromkeys(tags))


def _tag(framework: str, control: str) -> str:
    """Return a control as a tag. GitLab would take a bare cwe-319 for a leaked secret."""
    if framework == _CWE:
        return f"external/cwe/cwe-{control.lower().removeprefix('cwe-')}"
    return f"{framework}/{control}"


def _help_text(rule: Rule) -> str:
    parts = []
    for remediation in rule.remediations:
        parts.append(sentence(remediation.summary))
        if remediation.gcloud:
            parts.append("gcloud:\n" + generic_command(remediation.gcloud).strip())
        if remediation.terraform:
            parts.append("Terraform:\n" + remediation.terraform.strip())
    if rule.exceptions:
        parts.append("Exceptions: " + sentence(rule.exceptions))
    return "\n\n".join(parts)


def _help_markdown(rule: Rule) -> str:
    parts = [sentence(rule.description)]
    for remediation in rule.remediations:
        parts.append("**What to do:** " + sentence(remediation.summary))
        if remediation.gcloud:
            parts.append(_fenced("sh", generic_command(remediation.gcloud)))
        if remediation.terraform:
            parts.append(_fenced("hcl", remediation.terraform))
    if rule.exceptions:
        parts.append("**Exceptions:** " + sentence(rule.exceptions))
    parts += [f"<{link}>" for link in rule.related_resources]
    return "\n\n".join(parts)


def _fenced(language: str, code: str) -> str:
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}{language}\n{code.strip()}\n{fence}"
