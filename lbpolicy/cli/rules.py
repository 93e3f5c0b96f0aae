"""`lbpolicy rules`."""

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import click

from lbpolicy.cli.options import choose_bundle, find_config, policy_options
from lbpolicy.cli.rule_page import explained
from lbpolicy.errors import UsageError
from lbpolicy.formats import rules_document
from lbpolicy.formats.escape import visible
from lbpolicy.model import Rule, Severity
from lbpolicy.policy import FAMILIES, family_of
from lbpolicy.scan import ScanRequest, load_policies

_SUBJECTS = 40
"""Columns of the kinds that a rule judges: two long ones."""


@click.command("rules", short_help="List the rules, or explain one.")
@click.argument("rule_id", required=False, metavar="[ID]")
@click.option(
    "--severity",
    "severities",
    multiple=True,
    type=click.Choice([one.value for one in Severity]),
    help="Only rules of this severity (repeatable).",
)
@click.option(
    "--family",
    "families",
    multiple=True,
    type=click.Choice(list(FAMILIES)),
    help="Only rules of this family (repeatable).",
)
@click.option(
    "--framework",
    metavar="NAME[:CONTROL]",
    help='Only rules that serve a framework, or one control of it: cis, "cis:3.9", nist:SC-8.',
)
@click.option(
    "-o",
    "--output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json: everything that the METADATA says, for other tools.",
)
@policy_options
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    rule_id: str | None,
    severities: tuple[str, ...],
    families: tuple[str, ...],
    framework: str | None,
    output: str,
    bundle: str | None,
    config: Path | None,
    policy_folders: tuple[Path, ...],
) -> None:
    """List the rules in force, or explain one: what it demands and why, how to mend what it finds.

    \b
    lbpolicy rules
    lbpolicy rules LB507
    lbpolicy rules --severity critical --severity high
    lbpolicy rules --family tls --framework nist:SC-8 -o json
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    settings = find_config(config)
    request = ScanRequest((), choose_bundle(bundle, settings), settings, policy_folders)
    rules = load_policies(request).rules
    if rule_id is not None:
        if severities or families or framework:
            raise UsageError("Filters list rules, an ID explains one.", "Give an ID or filters, not both.")
        rules = (_find(rule_id, request, rules),)
    else:
        rules = tuple(_filtered(rules, severities, families, framework))
    if output == "json":
        click.echo(rules_document(rules), nl=False)
    elif rule_id is not None:
        click.echo("\n".join(explained(rules[0])))
    else:
        click.echo("\n".join(_table(rules)))


def _find(rule_id: str, request: ScanRequest, rules: tuple[Rule, ...]) -> Rule:
    """Return the rule of an id; say what to do when it is not in force or not there."""
    name = rule_id.upper()
    for rule in rules:
        if rule.id.upper() == name:
            return rule
    everything = load_policies(ScanRequest((), policy_folders=request.policy_folders)).rules
    if any(rule.id.upper() == name for rule in everything):
        raise UsageError(
            f"{name} is not in force: the bundle {request.bundle} or the configuration leaves it out.",
            f"lbpolicy rules {name} --bundle default --config /dev/null explains it.",
        )
    near = get_close_matches(name, [rule.id for rule in rules], n=1)
    raise UsageError(
        f"There is no rule {rule_id}.", f"Did you mean {near[0]}?" if near else "lbpolicy rules lists them."
    )


def _filtered(
    rules: tuple[Rule, ...], severities: tuple[str, ...], families: tuple[str, ...], framework: str | None
) -> Iterator[Rule]:
    wanted = _frameworks(rules, framework) if framework else None
    for rule in rules:
        family = family_of(rule.id)
        if severities and rule.severity.value not in severities:
            continue
        if families and (family is None or family.key not in families):
            continue
        if wanted is None or rule.id in wanted:
            yield rule


def _frameworks(rules: tuple[Rule, ...], asked: str) -> set[str]:
    """Return the ids of the rules that serve a framework whose name holds the words, or one control of it."""
    name, _, control = (part.strip().casefold() for part in asked.partition(":"))
    known = {framework for rule in rules for framework in rule.frameworks}
    meant = {framework for framework in known if name in framework.casefold()}
    if not meant:
        raise UsageError(f"No rule serves a framework called {asked!r}.", f"There are {_listed(known)}.")
    controls = {c for rule in rules for f in meant for c in rule.frameworks.get(f, ())}
    if control and control not in {c.casefold() for c in controls}:
        raise UsageError(
            f"No rule serves control {control!r} of {_listed(meant)}.", f"There are {_listed(controls)}."
        )
    return {
        rule.id
        for rule in rules
        for framework in meant & set(rule.frameworks)
        if not control or control in {c.casefold() for c in rule.frameworks[framework]}
    }


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _table(rules: tuple[Rule, ...]) -> Iterator[str]:
    if not rules:
        yield "No rule fits these filters. lbpolicy rules lists all."
        return
    width = min(_SUBJECTS, max(len(", ".join(rule.kinds)) for rule in rules)) + 2
    yield f"{'ID':<7}{'SEVERITY':<10}{'SUBJECT':<{width}}TITLE"
    for rule in rules:
        kinds = ", ".join(rule.kinds)
        yield f"{rule.id:<7}{rule.severity:<10}{kinds:<{width}}{visible(rule.title)}"
    counts = Counter(rule.severity for rule in rules)
    tally = ", ".join(f"{counts[one]} {one}" for one in Severity if counts[one])
    noun = "rule" if len(rules) == 1 else "rules"
    yield f"\n{len(rules)} {noun}: {tally}. lbpolicy rules ID explains one."
