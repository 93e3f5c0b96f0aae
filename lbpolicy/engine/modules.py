"""What every engine loads for one kind of subject."""

import re
from collections.abc import Iterator

from lbpolicy.model import Json, PolicySet, RuleSubject

_LIBRARY = re.compile(r"\bdata\.lbpolicy\.lib\.([a-z0-9_.]+)")


def about(policies: PolicySet, kind: str) -> list[RuleSubject]:
    """Return what the rules judge of a kind, in the order of the rules."""
    return [one for one in (rule.on(kind) for rule in policies.rules) if one]


def modules(policies: PolicySet, kind: str) -> Iterator[tuple[str, str]]:
    """Yield label and Rego text of the kind's rules and of the shared helpers that they need.

    Only those: an engine compiles what it is given, and a helper costs 5 ms.
    """
    rules = {str(one.file): policies.sources[one.package] for one in about(policies, kind)}
    yield from rules.items()
    needed: set[str] = set()
    texts = list(rules.values())
    while texts:
        names = {name for text in texts for name in _LIBRARY.findall(text)}
        mentioned = {label for label in policies.libraries if _mentions(names, label)} - needed
        needed |= mentioned
        texts = [policies.libraries[label] for label in mentioned]
    for label in sorted(needed):
        yield label, policies.libraries[label]


def _mentions(names: set[str], label: str) -> bool:
    """Tell whether the package of a library file is among names: lib/links.rego is lbpolicy.lib.links."""
    package = label.removeprefix("lib/").removesuffix(".rego").replace("/", ".")
    return any(name == package or name.startswith(f"{package}.") for name in names)


def data(policies: PolicySet, kind: str) -> Json:
    """Return the data document: the values of the rules' parameters."""
    values = {rule.id: dict(rule.values) for rule in policies.rules if kind in rule.kinds}
    return {"lbpolicy": {"parameters": values}}


def entrypoint(kind: str) -> str:
    """Return the one question asked of a kind: every rule in its folder."""
    return f"data.lbpolicy.rules.{kind}"
