"""Bundles: named selections of rules, with severities and parameters of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lbpolicy.errors import UsageError
from lbpolicy.policy import schema
from lbpolicy.policy.documents import Document, read_text
from lbpolicy.policy.settings import RuleSettings, read_settings
from lbpolicy.resources import folder

_FILE = "bundle.yaml"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A selection of rules."""

    name: str
    description: str
    include: tuple[str, ...]
    """Rule ids and patterns: LB403, LB5*."""
    exclude: tuple[str, ...]
    """Taken out of what `include` names."""
    overrides: Mapping[str, RuleSettings]
    """By rule id."""
    document: Document = field(repr=False, compare=False)
    """Where it was read, for complaints."""


def bundle_names() -> tuple[str, ...]:
    """Return the names of the bundles that lbpolicy ships."""
    return tuple(sorted(path.parent.name for path in folder("bundles").glob(f"*/{_FILE}")))


def load_bundle(choice: str) -> Bundle:
    """Read a bundle (schemas/bundle.schema.json) by its name, or by the path of the folder with bundle.yaml.

    Raises UsageError, with file and line, when there is no such bundle or it is not as the schema says.
    """
    shipped = bundle_names()
    place = folder("bundles") / choice if choice in shipped else Path(choice)
    if not (place / _FILE).is_file():
        near = schema.suggestion(choice, shipped)
        raise UsageError(
            f"no bundle {choice!r}{near}",
            f"Give one of {', '.join(shipped)}, or the path of a folder with a {_FILE}.",
        )
    document = Document(str(place / _FILE), read_text(place / _FILE, UsageError, "bundle"))
    value = document.value()
    schema.check("bundle", value, document)
    return Bundle(
        name=value["name"],
        description=value["description"].strip(),
        include=tuple(value["rules"]["include"]),
        exclude=tuple(value["rules"].get("exclude", ())),
        overrides=read_settings(value.get("overrides", {})),
        document=document,
    )
