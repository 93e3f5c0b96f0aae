"""SARIF 2.1.0: a chain of pure builders, written result by result.

render -> _head -> (rules, automation details); render -> Results.build -> build_location;
render -> build_invocation, which stands last, because only then it is known what did not fit
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlsplit

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.interface import RenderOptions, Repository
from lbpolicy.formats.sarif.automation import build_automation_details
from lbpolicy.formats.sarif.notifications import build_invocation
from lbpolicy.formats.sarif.profiles import PROFILES
from lbpolicy.formats.sarif.results import Results
from lbpolicy.formats.sarif.room import Room
from lbpolicy.formats.sarif.rules import HOME, build_rule
from lbpolicy.formats.sarif.selection import cut_note, select
from lbpolicy.model import Json, Notification, Report, Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "The root of the repository; outside of one, the folder in which lbpolicy ran."
_RELEASE = re.compile(r"(\d+\.\d+\.\d+)(?:[.-]?([a-zA-Z]\w*))?")
"""A Python version as far as semantic versioning can say it."""


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """Yield one SARIF log with one run, a result on each line."""
    profile = PROFILES[options.sarif_profile]
    rules = _rules(report, options)
    indexes = {rule: index for index, rule in enumerate(rules)}
    selection, results = select(report, options), Results.of(report, options)
    room = Room(profile.size, packed=profile.packed)
    head = _opening(report, options, rules)
    room.put(head)
    room.reserve(_closing(report, selection.notes, indexes))
    yield head
    separator, shown = b"\n", 0
    for one in selection.results:
        rule = one.finding.outcome.rule
        piece = separator + dumps(results.build(one, rules[rule], indexes[rule]))
        if room.take(piece):
            yield piece
            separator, shown = b",\n", shown + one.instances
    left = selection.total - shown if profile.service else 0
    cut = cut_note(left, selection.total, profile, options.max_results)
    yield _closing(report, (*cut, *selection.notes), indexes)


def _rules(report: Report, options: RenderOptions) -> Mapping[str, Rule]:
    """Return the rules in force, by id; where findings are shown that are gone, theirs after them."""
    rules = {rule.id: rule for rule in report.rules}
    return rules if PROFILES[options.sarif_profile].service else {**rules, **report.known_rules}


def _opening(report: Report, options: RenderOptions, rules: Mapping[str, Rule]) -> bytes:
    head = dumps(_head(report, options, rules)).removesuffix(b"}")
    return b'{"$schema":' + dumps(_SCHEMA) + b',"version":"2.1.0","runs":[\n' + head + b',"results":['


def _closing(report: Report, notes: tuple[Notification, ...], indexes: dict[str, int]) -> bytes:
    return b'\n],"invocations":[' + dumps(build_invocation(report, notes, indexes)) + b"]}]}\n"


def _head(report: Report, options: RenderOptions, rules: Mapping[str, Rule]) -> dict[str, Json]:
    """Return the run without its results and its invocation."""
    head: dict[str, Json] = {
        "tool": {"driver": _driver(options, rules)},
        "automationDetails": build_automation_details(report, options),
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": _ROOT}},
        },
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


def _driver(options: RenderOptions, rules: Mapping[str, Rule]) -> dict[str, Json]:
    driver: dict[str, Json] = {
        "name": "lbpolicy",
        "fullName": f"lbpolicy {options.version} load balancing policy checker",
        "organization": "lbpolicy",
        "version": options.version,
        "informationUri": HOME,
        "language": "en-US",
        "rules": [build_rule(rule, options) for rule in rules.values()],
    }
    release = _RELEASE.match(options.version)
    if release:
        driver["semanticVersion"] = "-".join(part for part in release.groups() if part)
    return driver
