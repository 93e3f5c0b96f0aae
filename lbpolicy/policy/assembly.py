"""Files of rules to rules: what a file must define, and which files are one rule."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lbpolicy.errors import PolicyError
from lbpolicy.model import Rule, RuleSubject
from lbpolicy.policy import capabilities, metadata
from lbpolicy.policy.module import Module
from lbpolicy.resources import folder

_SHIPPED_ID = re.compile(r"LB[1-9][0-9]{2}")


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A .rego file and what its place in the folder says of it."""

    path: Path
    label: str
    """Path below the folder: rules/backend_service/iap_with_cdn.rego."""
    text: str
    module: Module

    @property
    def kind(self) -> str:
        """The folder of a rule: rules/<kind>/<rule>.rego."""
        return self.module.package.split(".")[2]


def known_rules(files: Iterable[PolicyFile], libraries: Mapping[str, Module]) -> dict[str, Rule]:
    """Return the rules that the files make, by id.

    A rule that judges several kinds has a file of one name for each: one with the METADATA, and twins that
    name its id (`twin_of`).

    Raises PolicyError for an id or package that is taken, a twin without its rule, and a file that lacks what
    a rule needs.
    """
    known: dict[str, Rule] = {}
    packages: dict[str, Path] = {}
    twins: list[tuple[PolicyFile, metadata.Twin]] = []
    for file in files:
        package = file.module.package
        if packages.setdefault(package, file.path) != file.path:
            raise PolicyError(
                f"{file.path}:1: package {package} is also in {packages[package]}", "Rename one of them."
            )
        twin = metadata.twin(file.text, file.path)
        if twin is not None:
            twins.append((file, twin))
            continue
        rule = _rule(file, libraries)
        if rule.id in known:
            other = known[rule.id].subjects[0].file
            raise PolicyError(f"{file.path}:1: rule id {rule.id} is already taken by {other}")
        known[rule.id] = rule
    for file, twin in twins:
        known[twin.of] = _with_twin(known, file, twin, libraries)
    return known


def _rule(file: PolicyFile, libraries: Mapping[str, Module]) -> Rule:
    rule = metadata.rule(file.text, file.path, file.kind, file.module.package)
    if file.path.is_relative_to(folder("policies")) and not _SHIPPED_ID.fullmatch(rule.id):
        raise PolicyError(f"{file.path}:1: id {rule.id}: the rules that lbpolicy ships are LB100 to LB999")
    subject = _checked(file, rule, rule.subjects[0], libraries)
    return replace(rule, subjects=(subject,))


def _with_twin(
    known: Mapping[str, Rule], file: PolicyFile, twin: metadata.Twin, libraries: Mapping[str, Module]
) -> Rule:
    rule = known.get(twin.of)
    if rule is None:
        raise PolicyError(f"{file.path}:1: twin_of names {twin.of}, and there is no such rule")
    main = rule.subjects[0]
    if file.path.name != main.file.name or rule.on(file.kind) is not None:
        raise PolicyError(
            f"{file.path}:1: not a twin of {main.file}",
            f"A twin lies in the folder of another kind and is called {main.file.name}.",
        )
    subject = RuleSubject(
        file.kind, file.module.package, twin.title, twin.remediation or main.remediation, file.path
    )
    return replace(rule, subjects=(*rule.subjects, _checked(file, rule, subject, libraries)))


def _checked(
    file: PolicyFile, rule: Rule, subject: RuleSubject, libraries: Mapping[str, Module]
) -> RuleSubject:
    """Refuse a file that lacks what a rule defines, or that asks for what it may not."""
    members = file.module.members
    for name in ("applies", "findings"):
        if members.get(name) != "rule":
            raise PolicyError(
                f"{file.path}:{file.module.package_line}: the rule {name!r} is missing",
                "A policy defines `applies` (when it judges the asset) and `findings` (an array).",
            )
    capabilities.check(file.module, libraries, rule.id, frozenset(rule.parameters))
    return replace(subject, has_review=members.get("review") == "rule")
