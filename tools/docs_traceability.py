"""docs/traceability.yaml, and docs/traceability.md from it: what the architecture demands, what checks it."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from tools import docs_markdown as md

DOCS = Path(__file__).resolve().parent.parent / "docs"
SOURCE = DOCS / "traceability.yaml"
SCHEMA = DOCS / "traceability.schema.json"
_INTRODUCTION = """\
The rules encode two documents, which describe the architecture that lbpolicy judges. Here is each of
their demands, section by section and in our own words, with the rules that check it. Where an inventory
cannot decide it, the table says why, and [what to check by hand](#by-hand) says what to look at instead."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One demand of a document."""

    id: str
    says: str
    remark: str
    rules: tuple[str, ...]
    why: str
    """Why an inventory cannot decide it, or not all of it; empty where the rules do."""
    check: str
    """What to look at by hand; empty where the rules do."""

    @property
    def number(self) -> str:
        """Its place in the section, from 1."""
        return self.id.rpartition("-")[2]


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a document."""

    source: str
    """As rules name it: overview#ssl-policies."""
    title: str
    within: str
    """The section that it is a part of, as rules name it; may be empty."""
    note: str
    statements: tuple[Statement, ...]

    @property
    def anchor(self) -> str:
        """Where it stands in traceability.md."""
        return self.source.replace("#", "-")


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the architecture."""

    id: str
    title: str
    sections: tuple[Section, ...]

    @property
    def statements(self) -> list[Statement]:
        """Every demand, in order."""
        return [statement for section in self.sections for statement in section.statements]


@dataclass(frozen=True)
class Traceability:
    """Every demand of every document, and what goes beyond them."""

    documents: tuple[Document, ...]
    beyond: Mapping[str, str]
    """Rule id -> why it is checked although no document asks for it."""

    @cached_property
    def sections(self) -> Mapping[str, Section]:
        """Sections as rules name them: overview#ssl-policies."""
        return {section.source: section for document in self.documents for section in document.sections}

    @cached_property
    def homes(self) -> Mapping[str, Section]:
        """Statement id -> the section that it stands in."""
        return {one.id: section for section in self.sections.values() for one in section.statements}

    def statements_for(self, rule: str) -> list[tuple[Section, Statement]]:
        """Return the demands that a rule checks, in order."""
        return [
            (section, one)
            for section in self.sections.values()
            for one in section.statements
            if rule in one.rules
        ]


def read_traceability(file: Path = SOURCE) -> Traceability:
    """Read the demands. Raises jsonschema.ValidationError where the file is not what its schema asks for."""
    value = yaml.safe_load(file.read_text(encoding="utf-8"))
    jsonschema.validate(value, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return Traceability(
        documents=tuple(_document(one) for one in value["documents"]),
        beyond={one["rule"]: one["why"] for one in value["beyond"]},
    )


def _document(value: Mapping[str, Any]) -> Document:
    return Document(
        value["id"], value["title"], tuple(_section(value["id"], one) for one in value["sections"])
    )


def _section(document: str, value: Mapping[str, Any]) -> Section:
    return Section(
        source=f"{document}#{value['id']}",
        title=value["title"],
        within=f"{document}#{value['within']}" if "within" in value else "",
        note=value.get("note", ""),
        statements=tuple(_statement(one) for one in value["statements"]),
    )


def _statement(value: Mapping[str, Any]) -> Statement:
    by_hand = value.get("by_hand", {})
    return Statement(
        id=value["id"],
        says=value["says"],
        remark=value.get("remark", ""),
        rules=tuple(value.get("rules", ())),
        why=by_hand.get("why", ""),
        check=by_hand.get("check", ""),
    )


def traceability_page(traceability: Traceability, rules: Collection[str], mark: str) -> str:
    """Return docs/traceability.md. `rules` have pages to link to; `mark` says who wrote the file."""
    blocks = [mark, "# What the architecture demands, and what checks it", _INTRODUCTION]
    blocks.append(_counts(traceability))
    for document in traceability.documents:
        blocks += [f"## {md.text(document.title)}", *_sections(traceability, document, rules)]
    blocks += [
        md.anchor("beyond") + "\n\n## Beyond the documents",
        "No document asks for what these rules check, or not for all of it.",
        md.table(
            ("rule", "why"),
            ((_rule(rule, rules), md.text(why)) for rule, why in sorted(traceability.beyond.items())),
        ),
        md.anchor("by-hand") + "\n\n## What to check by hand",
        "An inventory shows configuration. What follows is in code, in DNS, in guests or in people's heads.",
        *_checklist(traceability),
    ]
    return md.page(blocks)


def _counts(traceability: Traceability) -> str:
    rows = []
    for document in traceability.documents:
        all_of_it = document.statements
        ruled = [one for one in all_of_it if one.rules]
        numbers = (len(all_of_it), sum(not one.why for one in ruled), sum(bool(one.why) for one in ruled))
        rows.append((md.text(document.title), *map(str, numbers), str(len(all_of_it) - len(ruled))))
    header = ("document", "demands", "checked by rules", "by rules and by hand", "by hand alone")
    return md.table(header, rows, right=(1, 2, 3, 4))


def _sections(traceability: Traceability, document: Document, rules: Collection[str]) -> Iterator[str]:
    for section in document.sections:
        level = "####" if section.within else "###"
        yield f"{md.anchor(section.anchor)}\n\n{level} {md.text(section.title)}"
        yield md.text(section.note)
        rows = (_row(traceability, one, rules) for one in section.statements)
        header = ("", "the document says", "checked by", "what no inventory decides")
        yield md.table(header, rows) if section.statements else ""


def _row(traceability: Traceability, one: Statement, rules: Collection[str]) -> tuple[str, ...]:
    remark = f" *{md.text(one.remark)}*" if one.remark else ""
    return (
        md.anchor(one.id) + one.number,
        md.text(one.says) + remark,
        ", ".join(_rule(rule, rules) for rule in one.rules),
        f"{_linked(traceability, one.why)} [Check](#check-{one.id})" if one.why else "",
    )


def _checklist(traceability: Traceability) -> Iterator[str]:
    for document in traceability.documents:
        for section in document.sections:
            checks = [
                f"{md.anchor(f'check-{one.id}')}{_linked(traceability, one.check)} "
                f"{md.link(f'({one.number})', f'#{one.id}')}"
                for one in section.statements
                if one.check
            ]
            yield f"**{md.text(section.title)}**\n\n{md.bullets(checks)}" if checks else ""


def _linked(traceability: Traceability, value: str) -> str:
    """Return text in which the ids of demands are links to them."""

    def reference(found: re.Match[str]) -> str:
        home = traceability.homes.get(found[0])
        if home is None:
            return found[0]
        return md.link(f"{md.text(home.title)}, {found[0].rpartition('-')[2]}", f"#{found[0]}")

    return re.sub(r"\b[a-z0-9]+(?:-[a-z0-9]+)+-\d+\b", reference, md.text(value))


def _rule(rule: str, rules: Collection[str]) -> str:
    return md.link(rule, f"rules/{rule}.md") if rule in rules else rule
