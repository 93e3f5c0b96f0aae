"""Every demand of the architecture has a rule or something to check by hand, and every rule has a demand."""

import json
import re
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from lbpolicy.model import Rule
from lbpolicy.policy import load
from lbpolicy.resources import folder
from tools.docs_traceability import SCHEMA, Statement, Traceability, read_traceability

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "architecture"
DOCUMENTS = {
    "overview": SHARED / "external-https-lb-overview.txt",
    "serverless": SHARED / "serverless-backend-http.txt",
}
CAPTIONS = ("Layer 7-based", "Representation of", "HTTP(S) Load Balancing components", "Web server", "Apache")
"""How lines begin that look like headings and are captions of pictures, or rows of a table."""
UNDECIDABLE = {
    "keepalive of web servers": "overview-timeouts-and-retries-3",
    "X-Forwarded-For in proxies of backends": "overview-x-forwarded-for-header-3",
    "case of header names": "overview-target-proxies-4",
    "gRPC over HTTP/2 the whole way": "overview-using-grpc-with-your-google-cloud-applications-1",
    "server push": "overview-http2-limitations-2",
    "illegal requests": "overview-illegal-request-and-response-handling-1",
    "retries of GET and POST": "overview-timeouts-and-retries-4",
    "DNS of the certificate's name": "overview-quic-protocol-support-for-https-load-balancing-3",
    "mutual TLS": "overview-client-communications-with-the-load-balancer-3",
    "where TLS ends": "overview-geographic-control-over-where-tls-is-terminated-1",
    "three tiers": "overview-three-tier-web-services-1",
}
shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the documents of the architecture are not here")


@cache
def traced() -> Traceability:
    return read_traceability()


@cache
def statements() -> dict[str, Statement]:
    return {one.id: one for document in traced().documents for one in document.statements}


@cache
def rules() -> tuple[Rule, ...]:
    return load([folder("policies")]).rules


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "statement",
    [
        {"id": "a-b-1", "says": "Nothing checks it."},
        {"id": "a-b-1", "says": "No full stop", "rules": ["LB101"]},
        {"id": "a-b-1", "says": "No way to check.", "by_hand": {"why": "Because."}},
        {"id": "a-b-1", "says": "A rule that cannot be.", "rules": ["LB99"]},
    ],
)
def test_the_schema_refuses(statement: dict[str, object], tmp_path: Path) -> None:
    section = {"id": "b", "title": "B", "statements": [statement]}
    file = tmp_path / "traceability.yaml"
    file.write_text(
        json.dumps({"documents": [{"id": "a", "title": "A", "sections": [section]}], "beyond": []})
    )
    with pytest.raises(jsonschema.ValidationError):
        read_traceability(file)


def test_ids_count_the_statements_of_a_section() -> None:
    for section in traced().sections.values():
        expected = [f"{section.anchor}-{number}" for number in range(1, len(section.statements) + 1)]
        assert [one.id for one in section.statements] == expected


def test_sections_are_named_after_their_headings() -> None:
    for document in traced().documents:
        names = [section.source.partition("#")[2] for section in document.sections]
        assert len(names) == len(set(names))
        for section in document.sections:
            slug = re.sub(r"[^a-z0-9 -]", "", section.title.lower()).replace(" ", "-")
            assert section.source == f"{document.id}#{slug}"
            assert not section.within or section.within in traced().sections


def test_references_between_demands_lead_somewhere() -> None:
    for one in statements().values():
        for name in re.findall(r"\b(?:overview|serverless)-[a-z0-9-]+-\d+\b", f"{one.why} {one.check}"):
            assert name in statements(), one.id


def test_every_rule_that_is_named_exists() -> None:
    named = {rule for one in statements().values() for rule in one.rules} | set(traced().beyond)
    assert named - {rule.id for rule in rules()} == set()


def test_every_rule_is_traced_or_goes_beyond() -> None:
    named = {rule for one in statements().values() for rule in one.rules}
    assert [rule.id for rule in rules() if rule.id not in named and "beyond" not in rule.source] == []
    assert {rule.id for rule in rules() if "beyond" in rule.source} == set(traced().beyond)


def test_sources_of_rules_are_sections_that_name_them() -> None:
    for rule in rules():
        known = [(section, one) for section, one in traced().statements_for(rule.id)]
        for source in set(rule.source) - {"beyond"}:
            assert source in traced().sections, f"{rule.id}: there is no section {source}"
            assert any(source in (section.source, section.within) for section, _ in known), (
                f"{rule.id} has its source in {source}, where no demand names it"
            )


@pytest.mark.parametrize("statement", UNDECIDABLE.values(), ids=UNDECIDABLE)
def test_what_no_inventory_decides_is_said(statement: str) -> None:
    assert statements()[statement].why
    assert statements()[statement].check


@shared
@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_heading_is_passed_over(document: str) -> None:
    lines = DOCUMENTS[document].read_text(encoding="utf-8").splitlines()[1:]  # after the title
    looks = re.compile(r"#+ .*|[A-Z].{0,88}[^.:) ]")
    headings = {
        line.lstrip("# ") for line in lines if looks.fullmatch(line) and not line.startswith(CAPTIONS)
    }
    titles = {section.title for section in traced().sections.values() if section.source.startswith(document)}
    assert headings == titles


@shared
@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_is_copied(document: str) -> None:
    length = 8

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9']+", text.lower())
        return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}

    theirs = runs(DOCUMENTS[document].read_text(encoding="utf-8"))
    for one in statements().values():
        assert not runs(f"{one.says} {one.remark} {one.why} {one.check}") & theirs, one.id
