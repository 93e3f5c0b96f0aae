"""YAML that people write: METADATA, configuration, bundles. Read strictly; every complaint names its line."""

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from lbpolicy.errors import LbpolicyError, UsageError
from lbpolicy.model import Json

MAX_BYTES = 1 << 20
"""Larger files are refused: nobody writes a configuration of more than 1 MiB by hand."""
MAX_DEPTH = 32
"""Deeper nesting is refused; libyaml crashes on some tens of thousands of levels."""
_MAX_INTEGER = 2**53
"""Beyond it the Rego engines no longer agree on what a number is."""
_HARMLESS = 400
"""A text with fewer signs that can open a level cannot nest deep enough to do harm."""

Steps = tuple[str | int, ...]
"""How to reach a value from the top of a document: ("rules", "LB101", "severity")."""


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML text and where it stands; complaints about it name file and line."""

    label: str
    """The file as the user knows it."""
    text: str
    first_line: int = 1
    """Line of the file on which the text begins."""
    error: type[LbpolicyError] = UsageError
    """Which error its faults are."""

    def value(self) -> Json:
        """Parse the text: dict, list, str, int, float, bool or None (also for an empty text).

        Anchors, aliases, tags, repeated keys, keys that are not text, several documents, and numbers that are
        not finite or not exact are refused.
        """
        import yaml

        if _needs_scan(self.text):
            self._scan()
        try:
            return yaml.load(self.text, Loader=_loader())  # noqa: S506 - a subclass of the safe loader
        except yaml.YAMLError as error:
            self._refuse(error)
        except (ValueError, RecursionError) as error:
            raise self.error(f"{self.label}: not valid YAML: {str(error)[:200]}") from error

    def line(self, path: Steps) -> int:
        """Return the line of the file on which the key or item at `path` stands, or the nearest above it."""
        return self.lines([path])[0]

    def lines(self, paths: Iterable[Steps]) -> list[int]:
        """Return the same for several paths; the text is read once."""
        import yaml

        top: Any = yaml.compose(self.text, Loader=_loader())
        return [self.first_line + _row(top, path) for path in paths]

    def fault(self, path: Steps, message: str, hint: str = "") -> LbpolicyError:
        """Make the error that says what is wrong at `path`."""
        return self.error(f"{self.label}:{self.line(path)}: {message}", hint)

    def _scan(self) -> None:
        import yaml

        depth = 0
        try:
            for event in yaml.parse(self.text, Loader=_loader()):
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                    raise self._at(
                        event.start_mark, "anchors and aliases (& and *) are not accepted", "Write it out."
                    )
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(
                    event, yaml.CollectionEndEvent
                )
                if depth > MAX_DEPTH:
                    raise self._at(event.start_mark, f"nested more than {MAX_DEPTH} levels deep")
        except yaml.YAMLError as error:
            self._refuse(error)

    def _refuse(self, error: Any) -> NoReturn:  # noqa: ANN401 - yaml is imported late
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
        if mark is None:
            raise self.error(f"{self.label}: not valid YAML: {problem}") from error
        raise self._at(mark, f"not valid YAML: {problem}") from error

    def _at(self, mark: Any, message: str, hint: str = "") -> LbpolicyError:  # noqa: ANN401 - yaml is imported late
        return self.error(f"{self.label}:{self.first_line + mark.line}:{mark.column + 1}: {message}", hint)


def read_text(path: Path, error: type[LbpolicyError], what: str) -> str:
    """Read a UTF-8 file of at most MAX_BYTES; `what` names it in a complaint: "configuration"."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise error(f"{path}: cannot read the {what}: {problem.strerror}") from problem
    if len(data) > MAX_BYTES:
        raise error(f"{path}: the {what} is larger than {MAX_BYTES >> 20} MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise error(f"{path}: the {what} is not UTF-8 text (byte {problem.start})") from problem


def _needs_scan(text: str) -> bool:
    """Whether the text could hold an alias or nest dangerously: the scan costs as much as the parse."""
    return "*" in text or "&" in text or sum(map(text.count, ("[", "{", "- ", "? "))) > _HARMLESS


def _row(top: Any, path: Steps) -> int:  # noqa: ANN401 - yaml is imported late
    node = top
    row = node.start_mark.line if node else 0
    for step in path:
        key, node = _child(node, step)
        if node is None:
            break
        row = key.start_mark.line
    return int(row)


def _child(node: Any, step: str | int) -> tuple[Any, Any]:  # noqa: ANN401 - yaml is imported late
    if isinstance(step, int):
        items = node.value if node.id == "sequence" else []
        return (items[step], items[step]) if step < len(items) else (None, None)
    pairs = node.value if node.id == "mapping" else []
    return next(((key, value) for key, value in pairs if key.value == step), (None, None))


@cache
def _loader() -> Any:  # noqa: ANN401 - yaml is imported late
    """Build the loader: JSON's types only, no repeated keys. The C parser where PyYAML has it."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        """Accepts what JSON could say, in YAML's clothes."""

        yaml_constructors = {  # noqa: RUF012 - PyYAML's own extension point
            tag: maker
            for tag, maker in base.yaml_constructors.items()
            if tag is None or tag.rpartition(":")[2] in {"null", "bool", "str", "seq", "map"}
        }
        yaml_implicit_resolvers = {  # noqa: RUF012 - a date stays the text that was written
            first: [pair for pair in pairs if not pair[0].endswith((":timestamp", ":merge"))]
            for first, pairs in base.yaml_implicit_resolvers.items()
        }

        def construct_mapping(self, node: Any, *deep: bool) -> dict[Hashable, Json]:  # noqa: ANN401
            seen = set()
            for key, _ in node.value:
                if key.tag != "tag:yaml.org,2002:str":
                    raise yaml.constructor.ConstructorError(None, None, "a key must be text", key.start_mark)
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"key {key.value[:80]!r} is given twice", key.start_mark
                    )
                seen.add(key.value)
            return dict(super().construct_mapping(node, *deep))

        def construct_number(self, node: Any) -> int | float:  # noqa: ANN401
            integer = node.tag.endswith(":int")
            number: int | float = (
                self.construct_yaml_int(node) if integer else self.construct_yaml_float(node)
            )
            if not math.isfinite(number) or (integer and abs(number) > _MAX_INTEGER):
                raise yaml.constructor.ConstructorError(None, None, "number out of range", node.start_mark)
            return number

    Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_number)
    Loader.add_constructor("tag:yaml.org,2002:float", Loader.construct_number)
    return Loader
