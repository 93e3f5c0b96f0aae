"""docs/rules/README.md and docs/rules/cases.md: the rules at a glance."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from lbpolicy.model import Rule, Severity
from lbpolicy.policy.families import FAMILIES, family_of
from tools import docs_markdown as md
from tools.docs_catalogue import KINDS_OF_CASE, ROOT, Catalogue, asset_label, case_file

_OUTCOMES = """\
Each rule says of each asset that it judges one of four things: **fail**, **pass**, **not applicable**, or
**review** where it cannot be decided: what it depends on is not in the export, or not yet known in a
plan. Precision says how often a finding is right. `lbpolicy rules ID` explains a rule on the terminal,
with the values in force."""

_CASES = """\
Every rule is tested with these cases, on three Rego engines that must agree: what it fails on, what it
passes on, what it does not apply to, attributes left out (default), attributes that a plan does not know
yet (unknown), and references that lead to what is missing or was not exported (link). A rule that follows
no reference needs no case for links; every other 0 would be a hole."""


def index_page(catalogue: Catalogue, mark: str) -> str:
    """Return docs/rules/README.md; `mark` says who wrote the file."""
    rules = catalogue.rules
    return md.page(
        (
            mark,
            "# Rules",
            f"{len(rules)} rules judge external HTTP(S) load balancers: {_contents()}.",
            _OUTCOMES,
            md.anchor("families"),
            _matrix(rules),
            *_families(rules),
            md.anchor("by-severity") + "\n\n## By severity",
            *_severities(rules),
            md.anchor("by-control") + "\n\n## By control",
            "Controls that a rule helps to fulfil; none is fulfilled by rules alone.",
            md.table(("framework", "control", "rules"), _controls(rules)),
        )
    )


def _contents() -> str:
    places = (
        ("by family", "#families"),
        ("by severity", "#by-severity"),
        ("by control", "#by-control"),
        ("the cases that test them", "cases.md"),
        ("the demands of the architecture that they check", "../traceability.md"),
    )
    return ", ".join(md.link(label, target) for label, target in places)


def _matrix(rules: Sequence[Rule]) -> str:
    """Return the numbers of rules by family and severity."""
    counts = Counter((family.key if (family := family_of(rule.id)) else "", rule.severity) for rule in rules)
    rows = []
    for family in FAMILIES.values():
        numbers = [counts[family.key, severity] for severity in Severity]
        label = f"{family.ids} {md.text(family.title)}"
        if any(numbers):
            label = md.link(label, f"#{family.key}")
        rows.append((label, *(str(number or "") for number in numbers), str(sum(numbers))))
    totals = [sum(rule.severity is severity for rule in rules) for severity in Severity]
    rows.append(("all", *map(str, totals), str(len(rules))))
    header = ("family", *(severity.value for severity in Severity), "all")
    return md.table(header, rows, right=range(1, len(header)))


def _families(rules: Sequence[Rule]) -> Iterator[str]:
    for family in FAMILIES.values():
        members = [rule for rule in rules if family_of(rule.id) is family]
        if members:
            yield f"{md.anchor(family.key)}\n\n## {family.ids} {md.text(family.title)}"
            rows = ((_link(rule), rule.severity.value, *_judged(rule)) for rule in members)
            yield md.table(("rule", "severity", "judges", "what is wrong"), rows)


def _severities(rules: Sequence[Rule]) -> Iterator[str]:
    for severity in Severity:
        found = [rule for rule in rules if rule.severity is severity]
        if found:
            yield f"### {severity.value.capitalize()} ({len(found)})"
            yield md.bullets(f"{_link(rule)} {md.text(rule.title)}" for rule in found)


def _controls(rules: Sequence[Rule]) -> Iterator[tuple[str, str, str]]:
    by_control: defaultdict[tuple[str, str], list[Rule]] = defaultdict(list)
    for rule in rules:
        for framework, controls in rule.frameworks.items():
            for control in controls:
                by_control[framework, control].append(rule)
    for framework, control in sorted(by_control, key=lambda one: (one[0], _natural(one[1]))):
        links = ", ".join(map(_link, by_control[framework, control]))
        yield md.text(framework), md.text(control), links


def _natural(control: str) -> list[tuple[int, str]]:
    """Return a key that sorts 3.10 after 3.9, and AU-12 after AU-2."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", control)]


def cases_page(catalogue: Catalogue, mark: str) -> str:
    """Return docs/rules/cases.md: how many cases of each kind test each rule."""
    rows = []
    totals: Counter[str] = Counter()
    for rule in catalogue.rules:
        for on, cases in catalogue.cases_of(rule):
            counts = Counter(case.kind for case in cases)
            totals += counts
            file = md.link(asset_label(on), f"../../{case_file(on).relative_to(ROOT).as_posix()}")
            rows.append((_link(rule), file, *(str(counts[kind]) for kind in KINDS_OF_CASE), str(len(cases))))
    rows.append(("all", "", *(str(totals[kind]) for kind in KINDS_OF_CASE), str(totals.total())))
    header = ("rule", "cases", *(kind.replace("_", " ") for kind in KINDS_OF_CASE), "all")
    return md.page(
        (mark, "# Cases of the rules", _CASES, md.table(header, rows, right=range(2, len(header))))
    )


def _link(rule: Rule) -> str:
    return md.link(rule.id, f"{rule.id}.md")


def _judged(rule: Rule) -> tuple[str, str]:
    """Return the kinds of assets that a rule judges, and what is wrong with each."""
    return (
        "<br>".join(asset_label(on) for on in rule.subjects),
        "<br>".join(md.text(on.title) for on in rule.subjects),
    )
