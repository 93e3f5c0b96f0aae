import csv
import io
import json
import re
from dataclasses import replace

import pytest
from plan_reports import plan_report
from reports import HOSTILE_TEXTS, WEB, finding, hostile_report, report, sample_report
from settled_reports import IN_FILE, settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.csv_table import COLUMNS
from lbpolicy.formats.escape import visible
from lbpolicy.model import Report

ORDER = [
    "finding_id", "rule", "title", "severity", "status", "active", "baseline", "change", "asset_name",
    "asset_type", "project", "location", "asset", "path", "key", "message", "file", "line", "column",
    "address", "evidence", "related", "remediation", "gcloud", "frameworks", "waived", "waiver_owner",
    "waiver_reason", "waiver_expires", "waiver_ticket", "waiver_file", "waiver_line",
]  # fmt: skip
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", " =", '"=', "\uff1d", "\uff0b", "\uff0d", "\uff20")


def written(made: Report) -> bytes:
    return b"".join(FORMATS["csv"].render(made, RenderOptions()))


def rows(made: Report) -> list[dict[str, str]]:
    text = written(made).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_columns_are_those_that_scripts_rely_on() -> None:
    assert list(COLUMNS) == ORDER
    assert written(report()).decode() == "\ufeff" + ",".join(f'"{name}"' for name in ORDER) + "\r\n"


def test_each_finding_is_a_line_in_the_order_of_the_report() -> None:
    made = settled_report()
    read = rows(made)
    assert [one["finding_id"] for one in read] == [one.finding_id for one in made.findings]
    assert [one["status"] for one in read] == [one.outcome.status.value for one in made.findings]
    assert [one["active"] for one in read].count("true") == 3
    assert [one["baseline"] for one in read] == [one.baseline for one in made.findings]
    assert read[0] == {
        "finding_id": made.findings[0].finding_id,
        "rule": "LB901",
        "title": "A cache behind a guard",
        "severity": "high",
        "status": "fail",
        "active": "false",
        "baseline": "unchanged",
        "change": "",
        "asset_name": "web",
        "asset_type": WEB.type,
        "project": "acme-prod",
        "location": "global",
        "asset": WEB.name,
        "path": "/enableCDN",
        "key": "",
        "message": "The cache is on behind the guard.",
        "file": "export/part 1.ndjson",
        "line": "12",
        "column": "",
        "address": "",
        "evidence": '{"enableCDN":true,"iap.enabled":true}',
        "related": "",
        "remediation": "Turn the cache off.",
        "gcloud": "gcloud compute backend-services update web --global --project=acme-prod --no-enable-cdn",
        "frameworks": "CIS Google Cloud 3.9; CIS Google Cloud 3.10",
        "waived": "true",
        "waiver_owner": "platform@acme.example",
        "waiver_reason": "Static files that anybody may read.",
        "waiver_expires": "2027-01-31",
        "waiver_ticket": "SEC-12",
        "waiver_file": "lbpolicy-waivers.yaml",
        "waiver_line": "4",
    }


def test_a_plan_tells_what_it_does_and_where() -> None:
    read = rows(plan_report())
    assert [one["change"] for one in read] == ["kept", "introduced", "introduced", "kept"]
    assert (read[0]["file"], read[0]["line"], read[0]["column"]) == ("live/lb main.tf", "12", "3")
    assert read[0]["address"] == 'module.lb.google_compute_backend_service.web["x"]'


def test_evidence_and_related_assets_are_json() -> None:
    read = rows(sample_report())[0]
    assert json.loads(read["evidence"]) == {"enableCDN": True, "iap.enabled": True}
    assert json.loads(read["related"])[7] == "//run.googleapis.com/projects/p/services/s7"


@pytest.mark.parametrize("start", FORMULAS)
def test_no_cell_is_a_formula(start: str) -> None:
    bad = f"{start}HYPERLINK(1)"
    asset = replace(
        WEB, name=f"//x/projects/p/global/backendServices/{bad}", project=bad, location=bad, type=bad
    )
    waiver = replace(IN_FILE, owner=bad, reason=bad, expires=bad, ticket=bad)
    one = finding(asset=asset, message=bad, key=bad, path=bad, evidence={bad: bad}, related=(bad,))
    (read,) = rows(report([replace(one, waiver=waiver)]))
    shown = visible(bad)
    for column in ("asset_name", "asset_type", "project", "message", "key", "waiver_owner", "waiver_reason"):
        cell = read[column]
        assert cell.removeprefix("'") == shown, "one leading quote is taken away, and it is the text"
        assert not re.match(r"""[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20]""", cell)
    assert all(not value or value[0] not in "=+-@\t\r" for value in read.values())


def test_a_text_that_begins_with_a_quote_keeps_it() -> None:
    (read,) = rows(report([finding(message="'=1")]))
    assert read["message"] == "''=1"


def test_hostile_texts_stay_in_their_cells_and_on_their_lines() -> None:
    made = hostile_report()
    text = written(made).decode("utf-8-sig")
    assert text.count("\r\n") == len(text.splitlines()) == len(made.findings) + 1
    assert not [char for char in text.replace("\r\n", "") if not char.isprintable()]
    read = rows(made)
    assert all(None not in one and None not in one.values() for one in read), "as many cells as columns"
    for one in HOSTILE_TEXTS:
        assert visible(one) in {row["message"] for row in read}


def test_a_cell_is_not_longer_than_excel_takes() -> None:
    (read,) = rows(report([finding(message="\U000e0041" * 50_000, evidence={"a": "x" * 50_000})]))
    assert all(len(value) < 32_767 for value in read.values())
    assert read["message"].endswith("...")
