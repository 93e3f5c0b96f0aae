"""lbpolicy.yaml: which bundle, which threshold, and what to change in single rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lbpolicy.errors import UsageError
from lbpolicy.model.times import is_bearable
from lbpolicy.policy import schema
from lbpolicy.policy.documents import Document, read_text
from lbpolicy.policy.settings import RuleSettings, read_settings


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration says; a field that it leaves out is None or empty."""

    bundle: str = ""
    """Name of a bundle or path of its folder, relative to where the command runs."""
    fail_on: str | None = None
    """Least severity that makes the exit code 1; "none" for never; "new:high" for what a plan introduces."""
    as_of: str = ""
    """The time that the verdict is about: ISO 8601 date, or date and time with a zone."""
    jobs: int | None = None
    baseline: str = ""
    """Path of a former JSON report, relative to where the command runs."""
    rules: Mapping[str, RuleSettings] = field(default_factory=dict)
    """By rule id; ids and parameters are checked where the rules are known, in `load`."""
    waivers: str = ""
    """Path of the file with waivers, relative to where the command runs."""
    inline_waivers: bool = True
    """Whether comments in the sources of Terraform waive anything."""
    document: Document = field(default=Document("the configuration", ""), repr=False, compare=False)
    """Where it was read, for complaints."""


def load_config(path: Path) -> Config:
    """Read lbpolicy.yaml (schemas/config.schema.json); an empty file is an empty configuration.

    A parameter that is null or empty ("", [], {}) leaves the value in force as it is: it disables no rule.

    Raises UsageError, with file and line, when the file is missing, too large, not YAML or not what the
    schema asks for.
    """
    document = Document(str(path), read_text(path, UsageError, "configuration"))
    value = document.value()
    if value is None:
        return Config(document=document)
    schema.check("config", value, document)
    if "as_of" in value:
        _check_time(value["as_of"], document)
    return Config(
        bundle=value.get("bundle", ""),
        fail_on=value.get("fail_on"),
        as_of=value.get("as_of", ""),
        jobs=value.get("jobs"),
        baseline=value.get("baseline", ""),
        rules=read_settings(value.get("rules", {})),
        waivers=value.get("waivers", ""),
        inline_waivers=value.get("inline_waivers", True),
        document=document,
    )


def _check_time(text: str, document: Document) -> None:
    like = "Write 2026-11-21 or 2026-11-21T00:00:00Z."
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise document.fault(("as_of",), f"as_of: {error}", like) from error
    if not is_bearable(moment):
        raise document.fault(("as_of",), f"as_of: {text} is too long ago or too far ahead", like)
