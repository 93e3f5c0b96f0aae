"""Every kind of event, in every version, against the schema that OCSF publishes."""

from functools import cache
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator
from plan_reports import REPOSITORY, plan_report
from reports import clean_report, hostile_report, report, sample_report
from settled_reports import settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.interface import OcsfVersion
from lbpolicy.model import Report

VERSIONS: tuple[OcsfVersion, ...] = ("1.5.0", "1.6.0", "1.7.0", "1.8.0")
REPORTS = {
    "sample": sample_report,
    "settled": settled_report,
    "plan": plan_report,
    "hostile": hostile_report,
}


@cache
def validator(version: str) -> Draft202012Validator:
    library = pytest.importorskip(
        "ocsf_json_schema", reason="OCSF's schema is not installed: pip install -e .[dev]"
    )
    schema = library.OcsfJsonSchemaEmbedded(library.get_ocsf_schema(version=version))
    name = schema.lookup_class_name_from_uid(class_uid=2003)
    return Draft202012Validator(schema.get_class_schema(class_name=name, profiles=["cloud"]))


def events(made: Report, version: OcsfVersion = "1.5.0") -> list[dict[str, Any]]:
    options = RenderOptions(ocsf_version=version, repository=REPOSITORY)
    return [orjson.loads(line) for line in FORMATS["ocsf"].render(made, options)]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", REPORTS)
def test_every_event_is_valid(name: str, version: OcsfVersion) -> None:
    found = events(REPORTS[name](), version)
    assert found
    for event in found:
        errors = [f"{error.json_path} {error.message}" for error in validator(version).iter_errors(event)]
        assert not errors, event
        assert event["metadata"]["version"] == version
        assert event["type_uid"] == 100 * event["class_uid"] + event["activity_id"]
        assert 10**12 < event["time"] < 10**13


def test_the_schema_would_object() -> None:
    event = events(sample_report())[0]
    assert list(validator("1.5.0").iter_errors({**event, "severity_id": 17}))
    assert list(validator("1.5.0").iter_errors({**event, "invented": 1}))
    without_cloud = {name: value for name, value in event.items() if name != "cloud"}
    assert list(validator("1.5.0").iter_errors(without_cloud))


def test_a_report_without_findings_has_no_events() -> None:
    assert events(clean_report()) == []
    assert events(report()) == []
