from collections.abc import Callable
from typing import Any

import jsonschema
import orjson
import pytest
from reports import broken_report, clean_report, hostile_report, report, sample_report
from settled_reports import settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import Level, Notification, Report
from lbpolicy.resources import folder

SCHEMA = orjson.loads((folder("schemas") / "report.schema.json").read_bytes())
REPORTS = [sample_report, clean_report, hostile_report, broken_report, report, settled_report]


def rendered(shown: Report) -> bytes:
    return b"".join(FORMATS["json"].render(shown, RenderOptions(version="1.2.3")))


def parsed(shown: Report) -> dict[str, Any]:
    value: dict[str, Any] = orjson.loads(rendered(shown))
    return value


@pytest.mark.parametrize("make", REPORTS)
def test_every_report_is_as_the_schema_says(make: Callable[[], Report]) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert [error.message for error in validator.iter_errors(parsed(make()))] == []


@pytest.mark.parametrize("make", REPORTS)
def test_writing_piece_by_piece_gives_the_canonical_bytes(make: Callable[[], Report]) -> None:
    text = rendered(make())
    assert text == orjson.dumps(orjson.loads(text), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def open_objects(schema: object, place: str = "") -> list[str]:
    if isinstance(schema, list):
        return [found for item in schema for found in open_objects(item, place)]
    if not isinstance(schema, dict):
        return []
    found = [one for key, item in schema.items() for one in open_objects(item, f"{place}/{key}")]
    if schema.get("type") == "object" and "additionalProperties" not in schema:
        found.append(place)
    if "properties" in schema and place and set(schema["required"]) != set(schema["properties"]):
        found.append(place)
    return found


def test_the_schema_is_closed_but_for_what_rules_name_themselves() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert open_objects(SCHEMA) == [
        "/$defs/rule/properties/parameters/additionalProperties/properties/schema",
        "/$defs/finding/properties/evidence",
    ]


@pytest.mark.parametrize(
    "place", [(), ("coverage",), ("summary", "by_status"), ("findings", 0), ("rules", 0)]
)
def test_the_schema_refuses_what_it_does_not_know(place: tuple[Any, ...]) -> None:
    value: Any = parsed(sample_report())
    spoilt = value
    for key in place:
        spoilt = spoilt[key]
    spoilt["surprise"] = 1
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(value)


def test_a_finding_carries_all_that_is_known_of_it() -> None:
    found = parsed(sample_report())["findings"][0]
    assert found["rule"] == "LB901"
    assert found["status"] == "fail"
    assert found["asset"] == {
        "name": "//compute.googleapis.com/projects/acme-prod/global/backendServices/web",
        "type": "compute.googleapis.com/BackendService",
        "project": "acme-prod",
        "location": "global",
    }
    assert found["origin"] == {
        "file": "export/part 1.ndjson",
        "line": 12,
        "column": None,
        "address": "",
        "snippet": "",
    }
    assert found["change"] == ""
    assert found["evidence"] == {"enableCDN": True, "iap.enabled": True}
    assert found["remediation"]["gcloud"].endswith("update web --global --project=acme-prod --no-enable-cdn")
    assert len(found["related"]) == 8


def test_the_head_says_by_what_when_and_how_completely() -> None:
    value = parsed(sample_report())
    assert (value["schema_version"], value["tool"]) == ("1.2", {"name": "lbpolicy", "version": "1.2.3"})
    assert (value["evaluated_at"], value["bundle"], value["engine"]) == (
        "2026-11-21T00:00:00Z",
        "default",
        "regopy 1.5.2",
    )
    assert value["complete"] is True
    broken = report(notifications=[Notification(Level.ERROR, "unreadable-source", "It cannot be read.")])
    assert parsed(broken)["complete"] is False


def test_the_summary_counts_findings_and_verdicts() -> None:
    summary = parsed(sample_report())["summary"]
    assert summary["by_severity"] == {"critical": 0, "high": 1, "medium": 1, "low": 0, "info": 1}
    assert summary["by_status"] == {
        "fail": 3,
        "review": 2,
        "pass": 38,
        "not_applicable": 0,
        "error": 0,
        "waived": 0,
    }


def test_a_rule_shows_the_parameter_values_in_force_and_no_file() -> None:
    shown = next(one for one in parsed(sample_report())["rules"] if one["id"] == "LB901")
    assert shown["parameters"]["strict"]["default"] is False
    assert shown["parameters"]["strict"]["value"] is True
    assert "file" not in shown


def test_coverage_names_the_rules_without_a_verdict() -> None:
    assert parsed(sample_report())["coverage"]["not_assessed"] == {
        "LB902": "the input lacks IAM policies",
        "LB903": "the input lacks compute.googleapis.com/TargetHttpsProxy",
    }


@pytest.mark.parametrize("make", REPORTS)
def test_lines_are_the_findings_and_what_is_gone(make: Callable[[], Report]) -> None:
    shown = make()
    lines = b"".join(FORMATS["ndjson"].render(shown, RenderOptions(version="1.2.3"))).splitlines()
    whole = parsed(shown)
    absent = whole["baseline"]["absent"] if whole["baseline"] else []
    found = [orjson.loads(line) for line in lines]
    own = {"schema_version": "1.2", "evaluated_at": whole["evaluated_at"], "bundle": "default"}
    assert found == [
        {**own, "tool_version": "1.2.3", "why": why, **finding}
        for why, finding in [
            *(("", one) for one in whole["findings"]),
            *(("fixed", one) for one in whole["fixed"]),
            *((one["why"], one["finding"]) for one in absent),
        ]
    ]
