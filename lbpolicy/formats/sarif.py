"""SARIF 2.1.0: a chain of pure builders, written result by result.

render -> run_head -> (rules, notifications); render -> build_result -> build_location
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.interface import RenderOptions, Repository
from lbpolicy.formats.sarif_notifications import build_invocation
from lbpolicy.formats.sarif_results import build_result
from lbpolicy.formats.sarif_rules import HOME, build_rule
from lbpolicy.formats.sarif_selection import select
from lbpolicy.model import Json, Notification, Report

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RELEASE = re.compile(r"(\d+\.\d+\.\d+)(?:[.-]?([a-zA-Z]\w*))?")
"""A Python version as far as semantic versioning can say it."""


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield one SARIF log with one run, a result on each line."""
    indexes = {rule.id: index for index, rule in enumerate(report.rules)}
    yield b'{"$schema":' + dumps(_SCHEMA) + b',"version":"2.1.0","runs":[\n'
    planned = report.plan is not None
    selection = select(report, options)
    head = run_head(report, options, indexes, selection.notes)
    yield dumps(head).removesuffix(b"}") + b',"results":['
    separator = b"\n"
    for finding in selection.findings:
        rule = report.rules[indexes[finding.outcome.rule]]
        yield separator + dumps(build_result(finding, rule, indexes[rule.id], options, planned=planned))
        separator = b",\n"
    yield b"\n]}]}\n"


def run_head(
    report: Report, options: RenderOptions, indexes: dict[str, int], notes: Iterable[Notification] = ()
) -> dict[str, Json]:
    """Return the run without its results. `notes`: what the profile itself has to say."""
    category = "assets" if report.plan is None else "terraform"
    scope = quote(report.bundle, safe="", errors="replace")
    head: dict[str, Json] = {
        "tool": {"driver": _driver(report, options)},
        "automationDetails": {"id": f"lbpolicy/{category}/{scope}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": "The folder in which lbpolicy ran."}},
        },
        "invocations": [build_invocation(report, notes, indexes)],
    }
    provenance = _provenance(options.repository) if options.repository else None
    if provenance:
        head["versionControlProvenance"] = [provenance]
    return head


def _provenance(repository: Repository) -> dict[str, Json] | None:
    """Return where the working folder comes from; None if the address is not one of the web."""
    try:
        address = urlsplit(repository.uri)
    except ValueError:
        return None
    if address.scheme not in {"http", "https"} or not address.hostname:
        return None
    host = address.netloc.rpartition("@")[2]
    provenance: dict[str, Json] = {
        "repositoryUri": quote(f"{address.scheme}://{host}{address.path}", safe=":/%", errors="replace"),
        "mappedTo": {"uriBaseId": "%SRCROOT%"},
    }
    if repository.revision:
        provenance["revisionId"] = repository.revision
    if repository.branch:
        provenance["branch"] = repository.branch
    return provenance


def _driver(report: Report, options: RenderOptions) -> dict[str, Json]:
    driver: dict[str, Json] = {
        "name": "lbpolicy",
        "fullName": f"lbpolicy {options.version} load balancing policy checker",
        "organization": "lbpolicy",
        "version": options.version,
        "informationUri": HOME,
        "language": "en-US",
        "rules": [build_rule(rule, options) for rule in report.rules],
    }
    release = _RELEASE.match(options.version)
    if release:
        driver["semanticVersion"] = "-".join(part for part in release.groups() if part)
    return driver
