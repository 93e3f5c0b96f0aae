"""`lbpolicy rules`."""

import shutil
import textwrap
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import click

from lbpolicy.cli.options import choose_bundle, find_config, policy_options
from lbpolicy.errors import UsageError
from lbpolicy.formats.escape import visible
from lbpolicy.inventory import KINDS
from lbpolicy.model import Rule
from lbpolicy.scan import ScanRequest, load_policies

_WIDTH = 96
"""Columns of a sentence, on a terminal that has them."""


@click.command("rules", short_help="List the rules, or explain one.")
@click.argument("rule_id", required=False, metavar="[ID]")
@policy_options
def command(
    rule_id: str | None, bundle: str | None, config: Path | None, policy_folders: tuple[Path, ...]
) -> None:
    """List the rules in force, or explain one: what it demands and why, how to mend what it finds.

    \b
    lbpolicy rules
    lbpolicy rules LB507
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    settings = find_config(config)
    request = ScanRequest((), choose_bundle(bundle, settings), settings, policy_folders)
    rules = load_policies(request).rules
    if rule_id is None:
        click.echo("\n".join(_table(rules)))
        return
    found = {rule.id.upper(): rule for rule in rules}.get(rule_id.upper())
    if found is None:
        raise _not_found(rule_id, request, rules)
    click.echo("\n".join(_explained(found)))


def _not_found(rule_id: str, request: ScanRequest, rules: tuple[Rule, ...]) -> UsageError:
    everything = load_policies(ScanRequest((), policy_folders=request.policy_folders)).rules
    name = rule_id.upper()
    if any(rule.id == name for rule in everything):
        return UsageError(
            f"{name} is not in force: the bundle {request.bundle} or the configuration leaves it out.",
            f"lbpolicy rules {name} --bundle default --config /dev/null explains it.",
        )
    near = get_close_matches(name, [rule.id for rule in rules], n=1)
    return UsageError(
        f"There is no rule {rule_id}.", f"Did you mean {near[0]}?" if near else "lbpolicy rules lists them."
    )


def _table(rules: tuple[Rule, ...]) -> Iterator[str]:
    yield f"{'ID':<7}{'SEVERITY':<10}{'SUBJECT':<24}TITLE"
    for rule in rules:
        yield f"{rule.id:<7}{rule.severity:<10}{rule.kind:<24}{visible(rule.title)}"
    yield f"\n{len(rules)} rules. lbpolicy rules ID explains one."


def _explained(rule: Rule) -> Iterator[str]:
    yield f"{rule.id} {rule.name}: {visible(rule.title)}"
    yield f"severity {rule.severity}, precision {rule.precision}, judges every {KINDS[rule.kind].name}"
    width = max(40, min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns))
    yield from ("", *textwrap.wrap(visible(rule.description), width))
    if rule.parameters:
        yield "\nParameters (lbpolicy.yaml: rules." + rule.id + ".parameters)"
    for name, parameter in rule.parameters.items():
        yield f"  {name} = {rule.values[name]!r}  (default {parameter.default!r})"
        yield from textwrap.wrap(
            visible(parameter.description), width, initial_indent="    ", subsequent_indent="    "
        )
    yield "\nHow to mend it"
    yield from textwrap.wrap(
        visible(rule.remediation.summary), width, initial_indent="  ", subsequent_indent="  "
    )
    for label, text in (("gcloud", rule.remediation.gcloud), ("terraform", rule.remediation.terraform)):
        if text:
            yield f"  {label}:"
            yield textwrap.indent(text.strip(), "    ")
    if rule.exceptions:
        yield "\nWhen a finding may stand"
        yield from textwrap.wrap(visible(rule.exceptions), width, initial_indent="  ", subsequent_indent="  ")
    yield "\nNeeds      " + ", ".join(rule.requires)
    yield "Source     " + ", ".join(rule.source)
    for framework, controls in rule.frameworks.items():
        yield f"Framework  {framework}: {', '.join(controls)}"
    for url in rule.related_resources:
        yield f"Reference  {url}"
