"""docs/rules/<ID>.md: everything that there is to know of one rule."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from lbpolicy.formats.remediation import generic_command
from lbpolicy.model import Remediation, Rule, RuleSubject
from lbpolicy.policy.families import family_of
from lbpolicy.resources import folder
from tools import docs_markdown as md
from tools.docs_catalogue import ROOT, Case, Catalogue, asset_label, case_file
from tools.docs_parameters import parameter_blocks

_OUTCOMES = (
    ("Fails on", "fail", ("fails", "default", "link")),
    ("Passes on", "pass", ("passes", "default", "link")),
    ("Does not apply to", "not_applicable", ("not_applicable", "default")),
)
"""Title of a list, the outcome that it is about, and the kinds of cases that it names, in this order."""
_REVIEWS = (
    ("Where the inventory does not show enough:", ("default", "link")),
    ("In a plan, before it is applied:", ("unknown",)),
)
_REVIEWS_SHOWN = 6
"""Reviews of one sort that a page names; the rest is in the file of the cases."""
_WIDTH = 100
"""Columns of a command, where it can be broken."""
_UP = Path("../..")
"""From docs/rules to the checkout's root."""


def rule_page(catalogue: Catalogue, rule: Rule, mark: str) -> str:
    """Return the page of a rule; `mark` says who wrote the file."""
    return md.page(
        (
            mark,
            f"# {rule.id} {md.text(rule.title)}",
            md.table(("", ""), _facts(catalogue, rule)),
            "## What and why",
            *md.paragraphs(rule.description),
            *_outcomes(catalogue, rule),
            *parameter_blocks(rule),
            *_remediation(rule),
            *_exceptions(rule),
            "## What an export must hold",
            md.bullets(_requirement(one) for one in rule.requires),
            "What cannot be decided because one of these is missing is a review.",
            "## Where the architecture says so",
            md.bullets(_sources(catalogue, rule)),
            "## References" if rule.related_resources else "",
            md.bullets(md.url(address) for address in rule.related_resources),
        )
    )


def _facts(catalogue: Catalogue, rule: Rule) -> Iterator[tuple[str, str]]:
    family = family_of(rule.id)
    yield "Name", md.code(rule.name)
    if family:
        yield "Family", md.link(f"{family.ids} {md.text(family.title)}", f"README.md#{family.key}")
    yield "Severity", rule.severity.value
    yield "Precision", rule.precision.replace("-", " ")
    yield "Judges", "<br>".join(_judges(rule))
    yield "Bundles", ", ".join(_bundles(catalogue, rule))
    if rule.frameworks:
        controls = [f"{md.text(name)}: {md.text(', '.join(ids))}" for name, ids in rule.frameworks.items()]
        yield "Controls", "<br>".join(controls)
    yield "Policy", "<br>".join(_to_root(folder("policies").parent, on.file) for on in rule.subjects)
    yield "Cases", "<br>".join(_to_root(ROOT, case_file(on)) for on in rule.subjects)


def _judges(rule: Rule) -> Iterator[str]:
    for on in rule.subjects:
        title = f": {md.text(on.title)}" if len(rule.subjects) > 1 else ""
        yield md.code(on.asset_type) + title


def _bundles(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    for name, severities in catalogue.bundles.items():
        if rule.id in severities:
            there = severities[rule.id]
            yield md.code(name) + ("" if there is rule.severity else f" (there {there.value})")


def _to_root(root: Path, file: Path) -> str:
    """Return a link to a file of the checkout, or its name alone where it lies elsewhere."""
    if not file.is_relative_to(root):
        return md.code(file.name)
    path = file.relative_to(root)
    return md.link(md.code(path.as_posix()), (_UP / path).as_posix())


def _outcomes(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    cases = catalogue.cases_of(rule)
    for title, status, kinds in _OUTCOMES:
        lists = [(on, _names(all_of_it, status, kinds)) for on, all_of_it in cases]
        blocks = [block for label, _, names in _grouped(lists) for block in (label, md.bullets(names))]
        yield from (f"## {title}", *blocks) if blocks else ()
    reviews = list(_reviews(cases))
    yield from ("## Cannot be decided when", *reviews) if reviews else ()


def _reviews(cases: Sequence[tuple[RuleSubject, Iterable[Case]]]) -> Iterator[str]:
    for words, kinds in _REVIEWS:
        lists = [(on, _names(all_of_it, "review", kinds)) for on, all_of_it in cases]
        for label, on, names in _grouped(lists):
            items = names[:_REVIEWS_SHOWN]
            if len(names) > _REVIEWS_SHOWN:
                file = (_UP / case_file(on).relative_to(ROOT)).as_posix()
                items.append(f"and {md.link(f'{len(names) - _REVIEWS_SHOWN} more', file)}")
            yield f"{label.rstrip(':')}, {words[0].lower()}{words[1:]}" if label else words
            yield md.bullets(items)


def _names(cases: Iterable[Case], status: str, kinds: Sequence[str]) -> list[str]:
    """Return what cases of one outcome are called, by kind of case and then as the file has them."""
    found = [case for case in cases if case.status == status and case.kind in kinds]
    return [md.text(case.name) for case in sorted(found, key=lambda case: kinds.index(case.kind))]


def _grouped(
    lists: Sequence[tuple[RuleSubject, list[str]]],
) -> Iterator[tuple[str, RuleSubject, list[str]]]:
    """Yield each list once, after the kinds of assets that have it: nothing where all of them do."""
    holders: dict[tuple[str, ...], list[RuleSubject]] = {}
    for on, names in lists:
        if names:
            holders.setdefault(tuple(names), []).append(on)
    for shown, subjects in holders.items():
        label = " and ".join(asset_label(on) for on in subjects)
        yield "" if len(subjects) == len(lists) else f"{label}:", subjects[0], list(shown)


def _remediation(rule: Rule) -> Iterator[str]:
    yield "## How to mend it"
    for remediation, group in groupby(rule.subjects, key=lambda on: on.remediation):
        if len(rule.remediations) > 1:
            yield f"### {' and '.join(asset_label(on) for on in group)}"
        yield from md.paragraphs(remediation.summary)
        yield from _commands(remediation)


def _commands(remediation: Remediation) -> Iterator[str]:
    command = generic_command(remediation.gcloud)
    if command:
        yield md.fence("\n".join(_shell_lines(command)), "sh")
    if command != remediation.gcloud:
        scope = "; SCOPE is `--global` or `--region=REGION`" if "{scope}" in remediation.gcloud else ""
        yield f"Words in capitals are yours to replace{scope}. Reports have them filled in."
    if remediation.terraform:
        yield "In Terraform:"
        yield md.fence(remediation.terraform, "hcl")


def _shell_lines(command: str) -> Iterator[str]:
    """Yield the lines of a command; one that is long goes on in the next, before an option."""
    for line in command.strip().splitlines():
        pieces = re.split(r" (?=--)", line)
        if line.startswith("#") or any(piece.count("'") % 2 for piece in pieces):
            pieces = [line]  # breaking it would change what it says
        begun = pieces[0]
        for piece in pieces[1:]:
            if len(begun) + len(piece) > _WIDTH:
                yield f"{begun} \\"
                begun = f"    {piece}"
            else:
                begun += f" {piece}"
        yield begun


def _exceptions(rule: Rule) -> Iterator[str]:
    if rule.exceptions:
        yield "## When a finding may stand"
        yield from md.paragraphs(rule.exceptions)


def _requirement(name: str) -> str:
    return (
        "IAM policies (an export with `--content-type=iam-policy`)" if name == "IAM_POLICY" else md.code(name)
    )


def _sources(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    """Yield the demands that the rule checks, sections that it names besides, and what goes beyond them."""
    traceability = catalogue.traceability
    traced = traceability.statements_for(rule.id)
    for section, one in traced:
        target = f"../traceability.md#{one.id}"
        yield f"{md.link(f'{md.text(section.title)}, {one.number}', target)}: {md.text(one.says)}"
    named = {section.source for section, _ in traced} | {section.within for section, _ in traced}
    for source in rule.source:
        found = traceability.sections.get(source)
        if found and source not in named:
            yield md.link(md.text(found.title), f"../traceability.md#{found.anchor}")
    if "beyond" in rule.source:
        why = traceability.beyond.get(rule.id, "")
        yield f"{md.link('Beyond the documents', '../traceability.md#beyond')}: {md.text(why)}"
