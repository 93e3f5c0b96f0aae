"""What `lbpolicy rules ID` prints: a rule explained."""

import shutil
import textwrap
from collections.abc import Iterator

from lbpolicy.formats.escape import visible
from lbpolicy.model import Remediation, Rule
from lbpolicy.policy import family_of

_WIDTH = 96
"""Columns of a sentence, on a terminal that has them."""


def explained(rule: Rule) -> Iterator[str]:
    """Yield the lines that explain a rule."""
    width = max(40, min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns))
    yield f"{rule.id} {rule.name}: {visible(rule.title)}"
    types = " and every ".join(one.asset_type for one in rule.subjects)
    yield f"severity {rule.severity}, precision {rule.precision}, judges every {types}"
    yield from ("", *textwrap.wrap(visible(rule.description), width))
    yield from _parameters(rule, width)
    yield "\nHow to mend it"
    for remediation in rule.remediations:
        yield from _remedy(remediation, width)
    if rule.exceptions:
        yield "\nWhen a finding may stand"
        yield from textwrap.wrap(visible(rule.exceptions), width, initial_indent="  ", subsequent_indent="  ")
    yield from _origins(rule)


def _parameters(rule: Rule, width: int) -> Iterator[str]:
    if rule.parameters:
        yield f"\nParameters (lbpolicy.yaml: rules.{rule.id}.parameters)"
    for name, parameter in rule.parameters.items():
        yield f"  {name} = {rule.values[name]!r}  (default {parameter.default!r})"
        yield from textwrap.wrap(
            visible(parameter.description), width, initial_indent="    ", subsequent_indent="    "
        )


def _remedy(remediation: Remediation, width: int) -> Iterator[str]:
    yield from textwrap.wrap(visible(remediation.summary), width, initial_indent="  ", subsequent_indent="  ")
    for label, text in (("gcloud", remediation.gcloud), ("terraform", remediation.terraform)):
        if text:
            yield f"  {label}:"
            yield textwrap.indent(text.strip(), "    ")


def _origins(rule: Rule) -> Iterator[str]:
    family = family_of(rule.id)
    if family is not None:
        yield f"\nFamily     {family.title} (--family {family.key})"
    yield ("" if family else "\n") + "Needs      " + ", ".join(rule.requires)
    yield "Source     " + ", ".join(rule.source)
    for framework, controls in rule.frameworks.items():
        yield f"Framework  {framework}: {', '.join(controls)}"
    for url in rule.related_resources:
        yield f"Reference  {url}"
