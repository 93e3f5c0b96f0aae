"""Refuses, before anything is evaluated, a policy that an engine would not understand or would misunderstand.

An engine that lacks a builtin may leave the rule undefined without a word, and a misspelt name does the same
everywhere: the rule never fires, and that looks like a pass. So every name that a policy calls, and every
document that it reads from `data`, must be there.

schemas/capabilities.json lists the builtins, in OPA's own format: those that regopy, regorus and OPA all have
and answer alike for ordinary arguments (tests/policy/test_builtins.py), without clocks, chance, network,
cryptography and the environment. `opa check --capabilities` takes the same file.
"""

import json
from collections.abc import Mapping
from functools import cache

from lbpolicy.errors import PolicyError
from lbpolicy.policy.module import Module, Reference
from lbpolicy.resources import folder

_PARAMETERS = ("data", "lbpolicy", "parameters")
_NO_UNION = "Use json.patch: engines differ on whether nested objects are merged or replaced."
_INSTEAD = {
    "array.flatten": "Use array.concat.",
    "ceil": "Use round.",
    "floor": "Use round.",
    "http.send": "Policies read what is in the input, nothing else.",
    "json.marshal": "Use sprintf or concat.",
    "object.union": _NO_UNION,
    "object.union_n": _NO_UNION,
    "print": "Use `lbpolicy subjects` to see what a rule sees.",
    "regex.replace": "Use split and concat.",
    "replace": "Use concat(new, split(text, old)).",
    "semver.compare": "Split the versions and compare their numbers.",
    "time.now_ns": "Use input.context.evaluated_at.",
}
"""What to write in place of builtins that policy authors reach for."""


@cache
def builtins() -> frozenset[str]:
    """Return the builtins that a policy may call by name; infix operators are not called."""
    known = json.loads((folder("schemas") / "capabilities.json").read_bytes())
    return frozenset(entry["name"] for entry in known["builtins"] if "infix" not in entry)


def check(
    module: Module, libraries: Mapping[str, Module], rule: str = "", parameters: frozenset[str] = frozenset()
) -> None:
    """Raise PolicyError, with file and line, for the first name in the module that leads nowhere.

    `libraries` are the modules it may import, by package; `rule` is the id of the rule in the module and
    `parameters` are that rule's, both empty for a library.
    """
    for alias, target in module.imports.items():
        if target.path[0] == "data" and target.path[: len(_PARAMETERS)] != _PARAMETERS:
            _member(module, libraries, target, target.path, importing=True)
        if alias in module.members:
            raise PolicyError(
                f"{module.where(target.line)}: {alias} is both imported and defined", "Rename one."
            )
    for reference in module.references:
        first = module.imports.get(reference.path[0])
        path = (*first.path, *reference.path[1:]) if first else reference.path
        if path[: len(_PARAMETERS)] == _PARAMETERS:
            _check_parameter(module, reference, path[len(_PARAMETERS) :], rule, parameters)
        elif path[0] == "data":
            _check_data(module, libraries, reference, path)
        elif reference.call:
            _check_call(module, reference)


def _check_call(module: Module, reference: Reference) -> None:
    name = reference.text
    if name == "set" or name in builtins() or module.members.get(name) == "function":
        return
    where = module.where(reference.line)
    if module.members.get(name) == "rule":
        raise PolicyError(f"{where}: {name} is called but is a rule, not a function")
    hint = (
        _INSTEAD.get(name) or "Define it in the module, import its library, or see schemas/capabilities.json."
    )
    raise PolicyError(
        f"{where}: {name} is neither a function defined here nor a builtin that policies may call", hint
    )


def _check_data(
    module: Module, libraries: Mapping[str, Module], reference: Reference, path: tuple[str, ...]
) -> None:
    kind = _member(module, libraries, reference, path)
    if reference.call and kind == "rule":
        raise PolicyError(
            f"{module.where(reference.line)}: {reference.text} is called but is a rule, not a function"
        )
    if not reference.call and kind == "function":
        raise PolicyError(f"{module.where(reference.line)}: {reference.text} is a function: call it")


def _member(
    module: Module,
    libraries: Mapping[str, Module],
    reference: Reference,
    path: tuple[str, ...],
    *,
    importing: bool = False,
) -> str:
    """Return "rule" or "function" for what the path names; "" for an import of a whole package."""
    where = module.where(reference.line)
    for length in range(len(path), 1, -1):
        package = ".".join(path[1:length])
        owner = module if package == module.package else libraries.get(package)
        if owner is None:
            continue
        if length == len(path):
            if importing:
                return ""
            raise PolicyError(
                f"{where}: {reference.text} is a whole package", "Name the rule or function in it."
            )
        if path[length] not in owner.members:
            raise PolicyError(
                f"{where}: there is no {path[length]} in data.{package}",
                f"It has {', '.join(sorted(owner.members))}.",
            )
        return owner.members[path[length]]
    raise PolicyError(
        f"{where}: {'.'.join(path)} is no library and no parameter",
        "Policies read input, data.lbpolicy.lib.<topic> and data.lbpolicy.parameters.<own id>.<name>.",
    )


def _check_parameter(
    module: Module, reference: Reference, rest: tuple[str, ...], rule: str, parameters: frozenset[str]
) -> None:
    where = module.where(reference.line)
    if not rule:
        raise PolicyError(
            f"{where}: a library reads a rule's parameter", "Let the rule hand it over as an argument."
        )
    if len(rest) < len(("id", "name")) or rest[0] != rule:
        raise PolicyError(
            f"{where}: {reference.text} is not a parameter of {rule}",
            f"Write {_own(rule)}.<name>.",
        )
    if rest[1] not in parameters:
        raise PolicyError(
            f"{where}: {rule} has no parameter {rest[1]!r}",
            "Declare it in METADATA, under custom.parameters.",
        )


def _own(rule: str) -> str:
    """Return where a rule's parameters are, as Rego writes it; an id with a hyphen needs brackets."""
    return (
        f"data.lbpolicy.parameters.{rule}" if rule.isidentifier() else f'data.lbpolicy.parameters["{rule}"]'
    )
