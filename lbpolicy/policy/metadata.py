"""The METADATA block above a rule's package: what the rule is called, how bad it is, how to mend it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lbpolicy.errors import PolicyError
from lbpolicy.model import Parameter, Remediation, Rule, RuleSubject, Severity
from lbpolicy.policy import schema
from lbpolicy.policy.documents import Document

_PLACEHOLDERS = frozenset({"name", "project", "location", "scope"})
"""What a remediation's gcloud command may leave open; {scope} becomes --global or --region=R."""


def document(text: str, label: str) -> Document:
    """Find the METADATA block that stands directly above `package` and return its YAML.

    Raises PolicyError when the module begins with something else.
    """
    lines = text.split("\n")
    package = next(
        (at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), 0
    )
    first = package
    while first > 0 and lines[first - 1].startswith("#"):
        first -= 1
    marks = [at for at in range(first, package) if lines[at].rstrip() == "# METADATA"]
    if not marks:
        raise PolicyError(
            f"{label}:{package + 1}: no METADATA directly above the package",
            "Begin the file with a line `# METADATA`, followed by its YAML, each line after `# `.",
        )
    block = [line.rstrip("\r").removeprefix("#").removeprefix(" ") for line in lines[marks[-1] + 1 : package]]
    return Document(label, "\n".join(block), marks[-1] + 2, PolicyError)


@dataclass(frozen=True, slots=True)
class Twin:
    """What the METADATA of a twin says: the file of a rule for one more kind of subject."""

    of: str
    """Id of the rule."""
    title: str
    remediation: Remediation | None
    """None where the rule's own serves."""


def twin(text: str, file: Path) -> Twin | None:
    """Read the METADATA of a twin; None for a file that is a rule of its own.

    Raises PolicyError, with file and line, where it does not follow schemas/twin.schema.json.
    """
    if "twin_of" not in text:
        return None
    metadata = document(text, str(file))
    value = metadata.value()
    custom = value.get("custom") if isinstance(value, dict) else None
    if not isinstance(custom, dict) or "twin_of" not in custom:
        return None
    schema.check("twin", value, metadata)
    remediation = custom.get("remediation")
    if remediation is None:
        return Twin(custom["twin_of"], value["title"], None)
    _check_placeholders(metadata, remediation)
    return Twin(custom["twin_of"], value["title"], Remediation(**remediation))


def rule(text: str, file: Path, kind: str, package: str) -> Rule:
    """Read a rule's METADATA.

    Raises PolicyError, with file and line, where it does not follow schemas/rule.schema.json, where the
    default of a parameter does not follow its own schema, and for a placeholder that nothing fills in.
    """
    metadata = document(text, str(file))
    value = metadata.value()
    schema.check("rule", value, metadata)
    custom = value["custom"]
    _check_placeholders(metadata, custom["remediation"])
    parameters = {
        name: _parameter(metadata, name, entry) for name, entry in custom.get("parameters", {}).items()
    }
    return Rule(
        id=custom["id"],
        name=custom["name"],
        subjects=(RuleSubject(kind, package, value["title"], Remediation(**custom["remediation"]), file),),
        description=value["description"].strip(),
        severity=Severity(custom["severity"]),
        precision=custom["precision"],
        source=tuple(custom["source"]),
        related_resources=tuple(resource["ref"] for resource in value.get("related_resources", ())),
        requires=tuple(custom["requires"]),
        parameters=parameters,
        values={name: parameter.default for name, parameter in parameters.items()},
        frameworks={name: tuple(items) for name, items in custom.get("frameworks", {}).items()},
        exceptions=custom.get("exceptions", ""),
    )


def _parameter(metadata: Document, name: str, entry: Mapping[str, Any]) -> Parameter:
    steps = ("custom", "parameters", name)
    try:
        wrong = schema.violation(entry["schema"], entry["default"])
    except ValueError as error:
        reason = str(error).splitlines()[0]
        raise metadata.fault(
            (*steps, "schema"), f"the schema of parameter {name} is not one: {reason}"
        ) from error
    if wrong or schema.is_empty(entry["default"]):
        raise metadata.fault(
            (*steps, "default"), f"the default of parameter {name} does not fit: {wrong or 'it is empty'}"
        )
    return Parameter(entry["default"], entry["schema"], entry["description"])


def _check_placeholders(metadata: Document, remediation: Mapping[str, str]) -> None:
    for name in re.findall(r"\{([a-z_]+)\}", remediation.get("gcloud", "")):
        if name not in _PLACEHOLDERS:
            raise metadata.fault(
                ("custom", "remediation", "gcloud"),
                f"nothing fills in {{{name}}}",
                f"Use {', '.join(f'{{{known}}}' for known in sorted(_PLACEHOLDERS))}.",
            )
