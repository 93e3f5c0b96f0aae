"""Folders of policies to the set of rules in force."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lbpolicy.errors import PolicyError, UsageError
from lbpolicy.kinds import KINDS
from lbpolicy.model import PolicySet
from lbpolicy.policy import capabilities, schema
from lbpolicy.policy.assembly import PolicyFile, known_rules
from lbpolicy.policy.bundles import load_bundle
from lbpolicy.policy.config import Config
from lbpolicy.policy.documents import read_text
from lbpolicy.policy.module import parse
from lbpolicy.policy.selection import select

DEFAULT_BUNDLE = "default"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def load(folders: Sequence[Path], bundle: str | None = None, config: Config | None = None) -> PolicySet:
    """Read every policy in the folders; return the rules that bundle and configuration leave in force.

    Each folder holds lib/**/*.rego and rules/<kind>/*.rego; `*_test.rego` is skipped. `bundle` is a name or
    the path of a folder; None takes the configuration's, or else "default". A value of the configuration goes
    before the bundle's, and that before the rule's own.

    Raises PolicyError (file and line, and what to do) for a policy that cannot be used, and UsageError for a
    folder, bundle or configuration that is not there or names what is not there.
    """
    libraries: dict[str, PolicyFile] = {}
    rules: list[PolicyFile] = []
    for place in folders:
        _collect(place, libraries, rules)
    modules = {file.module.package: file.module for file in libraries.values()}
    for module in modules.values():
        capabilities.check(module, modules)
    chosen = load_bundle(bundle or (config.bundle if config else "") or DEFAULT_BUNDLE)
    known = known_rules(rules, modules)
    in_force = select(known, chosen, config)
    texts = {file.module.package: file.text for file in rules}
    return PolicySet(
        rules=in_force,
        sources={one.package: texts[one.package] for rule in in_force for one in rule.subjects},
        libraries={label: file.text for label, file in libraries.items()},
        known=frozenset(known),
    )


def _collect(place: Path, libraries: dict[str, PolicyFile], rules: list[PolicyFile]) -> None:
    """Read the files of one folder; nothing that looks like a policy is passed over in silence."""
    if not place.is_dir():
        raise UsageError(f"{place}: no such folder of policies")
    found = False
    for path in _walk(place):
        found = True
        file = _read(path, path.relative_to(place))
        if file.label.startswith("rules/"):
            rules.append(file)
        elif file.label in libraries:
            raise PolicyError(
                f"{path}:1: {file.label} is also in {libraries[file.label].path}", "Rename one of them."
            )
        else:
            libraries[file.label] = file
    if not found:
        raise PolicyError(
            f"{place}: no policies", "Rules lie in rules/<kind>/<rule>.rego, helpers in lib/<topic>.rego."
        )


def _walk(place: Path) -> Iterator[Path]:
    """Yield the .rego files in order: those at the top, in lib/ and in rules/."""
    inside = [path for part in ("lib", "rules") for path in (place / part).rglob("*.rego")]
    for path in sorted([*place.glob("*.rego"), *inside]):
        if not path.name.endswith("_test.rego") and path.is_file():
            yield path


def _read(path: Path, place: Path) -> PolicyFile:
    parts = (*place.parent.parts, place.stem)
    if not all(_NAME.fullmatch(part) for part in parts):
        raise PolicyError(f"{path}:1: names of files and folders are lower case letters, digits and _")
    if parts[0] == "rules" and len(parts) == len(("rules", "kind", "name")):
        if parts[1] not in KINDS:
            raise PolicyError(
                f"{path}:1: unknown kind {parts[1]!r}{schema.suggestion(parts[1], KINDS)}",
                f"Kinds are {', '.join(sorted(KINDS))}.",
            )
    elif parts[0] != "lib" or len(parts) == 1:
        raise PolicyError(
            f"{path}:1: a policy out of place",
            "Rules lie in rules/<kind>/<rule>.rego, helpers in lib/<topic>.rego.",
        )
    text = read_text(path, PolicyError, "policy")
    module = parse(text, str(path))
    package = ".".join(("lbpolicy", *parts))
    if module.package != package:
        raise PolicyError(
            f"{path}:{module.package_line}: package {module.package} does not match the path",
            f"Write package {package}.",
        )
    return PolicyFile(path, place.as_posix(), text, module)
