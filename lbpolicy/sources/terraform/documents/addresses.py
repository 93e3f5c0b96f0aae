"""Terraform addresses and references as texts: `module.a["x"].google_compute_url_map.web[0].self_link`."""

import re
from collections.abc import Iterable
from functools import lru_cache

Step = str | int
"""A member of an object, or an index."""

_STEP = re.compile(
    r"""
    (?:^|\.) (?P<number>\d+) (?=[.\[]|$)          # .0, an index of old
    | (?:^|\.) (?P<name>[^.\[\]"\s]+)             # .name
    | \[ (?P<index>\d+) \]
    | \[ " (?P<key> (?:[^"\\]|\\.)* ) " \]
    """,
    re.VERBOSE,
)
_CALL = re.compile(
    r"""
    (?:^|\.) module \. (?P<name>[^.\[\]"\s]+)
    (?: \[ (?: (?P<index>\d+) | "(?P<key>(?:[^"\\]|\\.)*)" ) \] )?
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\(.)|(\$\$|%%)(?=\{)", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_UNREADABLE: tuple[Step, ...] = ("?",)
"""Stands for a reference that is none."""
_LONGEST = 4096
"""Characters. Longer texts are no references that anybody wrote."""


@lru_cache(maxsize=65536)
def steps(text: str) -> tuple[Step, ...]:
    """Split a reference into its steps; () for what is none.

    `a.b["k"][0].c` becomes ("a", "b", "k", 0, "c").
    """
    found: list[Step] = []
    position = 0
    while position < len(text) <= _LONGEST:
        match = _STEP.match(text, position)
        if match is None:
            return ()
        found.append(_step(match))
        position = match.end()
    return tuple(found)


def _step(match: re.Match[str]) -> Step:
    number = match["number"] or match["index"]
    if number is not None:
        return int(number)
    return unescape(match["key"]) if match["key"] is not None else match["name"]


def unescape(text: str) -> str:
    r"""Resolve the escapes of a quoted string in HCL: \n, \", \\, \uNNNN, $${ and %%{."""
    return _ESCAPE.sub(_escaped, text) if "\\" in text or "$${" in text or "%%{" in text else text


def _escaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is not None:
        try:
            return chr(int(code, 16)).encode().decode()
        except (ValueError, OverflowError):  # beyond Unicode, or half of a surrogate pair
            return "\N{REPLACEMENT CHARACTER}"
    return match[4][0] if match[4] is not None else _PLAIN.get(match[3], match[3])


@lru_cache(maxsize=65536)
def module_steps(address: str) -> tuple[tuple[str, int | str | None], ...]:
    """Split the address of a module instance into (name of the call, its index) pairs.

    `module.a.module.b["x"]` becomes (("a", None), ("b", "x")); () for the root module.
    """
    calls: list[tuple[str, int | str | None]] = []
    position = 0
    while position < len(address) <= _LONGEST:
        match = _CALL.match(address, position)
        if match is None:
            return ()
        calls.append((match["name"], _index(match)))
        position = match.end()
    return tuple(calls)


def _index(match: re.Match[str]) -> int | str | None:
    if match["index"] is not None:
        return int(match["index"])
    return unescape(match["key"]) if match["key"] is not None else None


@lru_cache(maxsize=65536)
def parent_module(address: str) -> tuple[str, str, int | str | None]:
    """Split off the last call: `module.a.module.b["x"]` becomes ("module.a", "b", "x")."""
    position, last = 0, None
    while position < len(address) <= _LONGEST:
        last = _CALL.match(address, position)
        if last is None:
            break
        position = last.end()
    if last is None:
        return "", "", None
    return address[: last.start()], last["name"], _index(last)


def module_names(address: str) -> tuple[str, ...]:
    """Return the names of the calls that lead to a module, without indexes."""
    return tuple(name for name, _ in module_steps(address))


def leaves(references: Iterable[str]) -> tuple[tuple[Step, ...], ...]:
    """Return what an expression refers to, in its order: each of its references once, the most specific form.

    Plan JSON follows `a.b[0].id` with `a.b[0]` and `a.b`. An `a.b` that follows no longer form is one of its
    own: a splat, or an index that is itself an expression.
    """
    found: list[tuple[Step, ...]] = []
    last: tuple[Step, ...] = ()
    for text in references:
        current = (steps(text) if isinstance(text, str) else ()) or _UNREADABLE
        if not (0 < len(current) < len(last) and last[: len(current)] == current):
            found.append(current)
        last = current
    return tuple(found)
