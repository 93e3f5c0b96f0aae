"""A small catalogue for tests of the generated pages, and a reader of Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lbpolicy.model import Parameter, Remediation, Rule, RuleSubject, Severity
from tools.docs_catalogue import Case, Catalogue
from tools.docs_traceability import Document, Section, Statement, Traceability

MARK = "<!-- mark -->"
OURS = re.compile(r'<a id="[a-z0-9-]+">|</a>|<br>|</?code>|<!-- [a-z A-Z./_;]+ -->\s*')
"""The HTML that pages may hold."""
_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def subject(kind: str = "backend_service", **changes: Any) -> RuleSubject:
    values: dict[str, Any] = {
        "title": "Something is wrong",
        "remediation": Remediation("Mend it.", "gcloud mend {name} {scope}", "mended = true"),
        "file": Path("/elsewhere") / kind / "one.rego",
    }
    return RuleSubject(kind=kind, package=f"lbpolicy.rules.{kind}.one", **{**values, **changes})


def rule(*subjects: RuleSubject, **changes: Any) -> Rule:
    values: dict[str, Any] = {
        "id": "LB401",
        "name": "OneRule",
        "description": "Why it matters.",
        "severity": Severity.HIGH,
        "precision": "very-high",
        "source": ("handbook#walls",),
        "related_resources": ("https://example.com/walls",),
        "requires": ("compute.googleapis.com/BackendService",),
    }
    return Rule(subjects=subjects or (subject(),), **{**values, **changes})


def parameter(default: Any, schema: dict[str, Any], description: str = "What it is.") -> Parameter:
    return Parameter(default, schema, description)


CASES = (
    Case("a wall without a door", "fails", "fail"),
    Case("a door", "passes", "pass"),
    Case("doors are left out", "default", "fail"),
    Case("a tent", "not_applicable", "not_applicable"),
    Case("the wall was not exported", "link", "review"),
    Case("the door is not known", "unknown", "review"),
    Case("the colour is not known and does not matter", "unknown", "pass"),
)


def traceability(**changes: Any) -> Traceability:
    ruled = {"id": "handbook-walls-1", "says": "Walls have doors.", "rules": ("LB401",)}
    one = Statement(**{"remark": "", "why": "", "check": "", **ruled, **changes})
    other = Statement("handbook-walls-2", "Doors are red.", "", (), "Nobody knows.", "See handbook-walls-1.")
    section = Section("handbook#walls", "Walls", "", "", (one, other))
    return Traceability((Document("handbook", "Handbook", (section,)),), {"LB402": "Roofs leak."})


def catalogue(*rules: Rule, cases: tuple[Case, ...] = CASES, **changes: Any) -> Catalogue:
    rules = rules or (rule(),)
    return Catalogue(
        rules=rules,
        cases={on.package: cases for one in rules for on in one.subjects},
        bundles={"default": {one.id: one.severity for one in rules}},
        traceability=traceability(**changes),
    )


@dataclass
class Read:
    """What a page says once it is rendered."""

    texts: list[str] = field(default_factory=list)
    """Paragraphs, headings, items and cells, without their markup, in order."""
    html: list[str] = field(default_factory=list)
    """Everything that reaches the browser as HTML."""
    links: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    """Blocks of code."""
    kinds: set[str] = field(default_factory=set)
    """The kinds of markup within lines."""


def read(page: str) -> Read:
    """Render a page as a browser of repositories would."""
    found = Read()
    for token in _READER.parse(page):
        if token.type == "html_block":
            found.html.append(token.content)
        elif token.type in {"fence", "code_block"}:
            found.blocks.append(token.content)
        elif token.type == "inline":
            found.texts.append("".join(_inline(token, found)))
    return found


def _inline(token: Token, found: Read) -> Iterator[str]:
    for child in token.children or ():
        if child.type == "html_inline":
            found.html.append(child.content)
        elif child.type == "link_open":
            found.links.append(str(child.attrs["href"]))
        elif child.type in {"text", "code_inline", "text_special"}:
            yield child.content
        elif child.type == "softbreak":
            yield " "
        if child.type not in {"text", "text_special", "softbreak"}:
            found.kinds.add(child.type)
