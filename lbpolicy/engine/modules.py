"""What every engine loads for one kind of subject."""

import re
from collections.abc import Iterator

from lbpolicy.model import Json, PolicySet

_LIBRARY = re.compile(r"\bdata\.lbpolicy\.lib\.([a-z0-9_.]+)")


def modules(policies: PolicySet, kind: str) -> Iterator[tuple[str, str]]:
    """Yield label and Rego text of the kind's rules and of the shared helpers that they need.

    Only those: an engine compiles what it is given, and a helper costs 5 ms.
    """
    chosen = [one for one in (rule.on(kind) for rule in policies.rules) if one]
    rules = {str(one.file): policies.sources[one.package] for one in chosen}
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


PARTS = ("applies", "findings", "review")
"""What a rule may say, in the order of the answers."""


def answers(policies: PolicySet, kind: str) -> tuple[str, str]:
    """Return label and Rego text of a module with all that the kind's rules say, as one array.

    It holds an array for each rule, in their order, and in it one for each of PARTS: empty where that is
    undefined. The tree of packages says the same and its private helpers besides, which regopy evaluates and
    copies on every level: that takes half as long again.
    """
    chosen = [one.package for one in (rule.on(kind) for rule in policies.rules) if one]
    rows = [", ".join(f"[said | said := data.{package}.{part}]" for part in PARTS) for package in chosen]
    lines = "".join(f"\t[{row}],\n" for row in rows)
    return f"answers/{kind}.rego", f"package lbpolicy.answers.{kind}\n\nall := [\n{lines}]\n"


def answers_question(kind: str) -> str:
    """Return the question for what `answers` makes."""
    return f"data.lbpolicy.answers.{kind}.all"


def entrypoint(kind: str) -> str:
    """Return the one question asked of a kind: every rule in its folder."""
    return f"data.lbpolicy.rules.{kind}"
