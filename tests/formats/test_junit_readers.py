"""Readers that are not ours must find in the XML what is in the report."""

import os
from pathlib import Path

import pytest
import xmlschema
from junitparser import Error, Failure, JUnitXml, Skipped
from plan_reports import plan_report
from reports import broken_report, clean_report, hostile_report, sample_report
from settled_reports import settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import Report, Status

XSD = os.environ.get("LBPOLICY_JUNIT_XSD", "")


def read(made: Report, folder: Path) -> JUnitXml:
    file = folder / "junit.xml"
    file.write_bytes(b"".join(FORMATS["junit"].render(made, RenderOptions())))
    return JUnitXml.fromfile(str(file))


@pytest.mark.parametrize("make", [sample_report, settled_report, broken_report, clean_report, hostile_report])
def test_junitparser_reads_every_verdict(make: object, tmp_path: Path) -> None:
    made = make()  # type: ignore[operator]
    log = read(made, tmp_path)
    counted = (log.tests, log.failures, log.errors)
    cases = [case for suite in log for case in suite]
    results = [type(result) for case in cases for result in case.result]
    assert results.count(Failure) == sum(one.active for one in made.findings)
    reviews = sum(one.outcome.status is Status.REVIEW and one.waiver is None for one in made.findings)
    waived = sum(one.waiver is not None for one in made.findings)
    assert results.count(Skipped) == reviews + waived
    assert counted == (len(cases), results.count(Failure), results.count(Error))
    log.update_statistics()
    assert (log.tests, log.failures, log.errors) == counted, "its own count is ours"
    assert all(case.classname.startswith("lbpolicy.") and case.name for case in cases)


@pytest.mark.skipif(not XSD, reason="LBPOLICY_JUNIT_XSD does not name Jenkins' junit-10.xsd")
@pytest.mark.parametrize(
    "make", [sample_report, settled_report, broken_report, clean_report, hostile_report, plan_report]
)
def test_the_schema_of_jenkins_has_nothing_to_say(make: object) -> None:
    text = b"".join(FORMATS["junit"].render(make(), RenderOptions()))  # type: ignore[operator]
    errors = [error.reason for error in xmlschema.XMLSchema(XSD).iter_errors(text.decode())]
    assert errors == []
