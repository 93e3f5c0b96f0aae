"""`lbpolicy trend`: the same series as text, CSV, JSON and a page."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from reports import (
    API,
    BACKEND,
    HOSTILE_TEXTS,
    PROXY,
    PROXY_RULE,
    broken_report,
    finding,
    hostile_report,
    report,
    sample_report,
)
from running import run

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import AssetRef, Report, RuleCounts

SCOPE = {"acme-prod": (BACKEND, PROXY)}
ANY_PROXY = AssetRef(
    "//compute.googleapis.com/projects/acme-prod/global/targetHttpsProxies/web", PROXY, "acme-prod", "global"
)


def write(what: Report, path: Path) -> None:
    path.write_bytes(b"".join(FORMATS["json"].render(what, RenderOptions())))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three reports, which are not in order."""
    made = tmp_path / "reports"
    made.mkdir()
    for name, day, fail, found in (
        ("c", 1, 2, (finding(), finding(PROXY_RULE, ANY_PROXY))),
        ("a", 8, 1, (finding(),)),
        ("b", 15, 1, (finding(asset=API),)),
    ):
        counts = {
            "LB901": RuleCounts(fail=fail, passed=8),
            "LB903": RuleCounts(fail=len(found) - 1, passed=3),
        }
        one = report(found, scope=SCOPE, rules=counts)
        write(replace(one, evaluated_at=f"2026-11-{day:02}T06:00:00Z"), made / f"{name}.json")
    return tmp_path


def test_the_text_has_a_line_for_each_report(folder: Path) -> None:
    done = run("trend", "reports/c.json", "reports/a.json", "reports/b.json", cwd=folder)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode().splitlines()
    table = [line.split() for line in lines if line.startswith("2026-11-")]
    assert [row[0][:10] for row in table] == ["2026-11-01", "2026-11-08", "2026-11-15"]
    assert [row[-2:] for row in table] == [["-", "-"], ["0", "1"], ["1", "1"]]
    assert any(line.startswith("LB901") and "high: A cache behind a guard" in line for line in lines)
    assert any("12 -> 8" in line and "acme-prod" in line for line in lines)


def test_folders_and_globs_name_the_same_reports(folder: Path) -> None:
    named = run("trend", *(f"reports/{name}.json" for name in "abc"), cwd=folder).stdout
    assert named
    assert run("trend", "reports", cwd=folder).stdout == named
    assert run("trend", "reports/*.json", cwd=folder).stdout == named


def test_the_csv_has_a_line_for_each_part_of_each_report(folder: Path) -> None:
    done = run("trend", "reports", "-o", "csv", cwd=folder)
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"))))
    parts = [(row["evaluated_at"][:10], row["part"], row["name"]) for row in rows]
    assert len(parts) == len(set(parts)) == 3 * (1 + 1 + 3)
    (total,) = [
        row for row in rows if row["part"] == "total" and row["evaluated_at"].startswith("2026-11-15")
    ]
    assert (total["new"], total["fixed"], total["high"], total["weight"]) == ("1", "1", "1", "8")
    assert (rows[0]["new"], rows[0]["fixed"]) == ("", "")


def test_the_json_has_every_figure(folder: Path) -> None:
    told = json.loads(run("trend", "reports", "-o", "json", cwd=folder).stdout)
    first, _, last = told["reports"]
    assert first["since_last"] is None
    assert last["since_last"] == {"new": 1, "fixed": 1, "not_judged": 0, "remarks": []}
    assert first["failing"] == {"critical": 0, "high": 1, "medium": 1, "low": 0, "info": 0}
    assert [rule["id"] for rule in first["rules"]] == ["LB901", "LB902", "LB903"]
    assert first["rules"][0]["score"] == 80.0
    assert first["projects"][0]["weight"] == 12
    assert told["weights"]["critical"] == 16


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def charts(html: str) -> list[ET.Element]:
    """Return the pictures, which must be well-formed XML too."""
    return [ET.fromstring(one) for one in re.findall(r"<svg viewBox=.*?</svg>", html, re.DOTALL)]  # noqa: S314 - our own


def test_the_page_draws_the_series(folder: Path) -> None:
    html = run("trend", "reports", "-o", "html", cwd=folder).stdout.decode()
    score, failing, *_ = charts(html)
    (line,) = score.findall("path")
    assert line.get("d", "").count("L") == 2
    dots = [float(dot.get("cx", "")) for dot in score.findall("circle")]
    assert dots[1] - dots[0] == pytest.approx(dots[2] - dots[1], abs=0.2)
    assert [path.get("class") for path in failing.findall("path")] == ["course high", "course medium"]
    assert all(title.text for title in score.iter("title"))
    assert "Score 79.1 % to 90.4 %" in html


def test_a_report_without_a_score_breaks_the_line(tmp_path: Path) -> None:
    for day, counts in ((1, {"LB901": RuleCounts(passed=1)}), (2, {}), (3, {"LB901": RuleCounts(passed=1)})):
        write(
            replace(report(rules=counts), evaluated_at=f"2026-11-0{day}T00:00:00Z"), tmp_path / f"{day}.json"
        )
    (line,) = charts(run("trend", ".", "-o", "html", cwd=tmp_path).stdout.decode())[0].findall("path")
    assert (line.get("d", "").count("M"), line.get("d", "").count("L")) == (2, 0)
    assert "█·█" in run("trend", ".", cwd=tmp_path).stdout.decode()


def test_an_incomplete_report_is_marked(tmp_path: Path) -> None:
    write(broken_report(), tmp_path / "a.json")
    assert b"  incomplete" in run("trend", "a.json", cwd=tmp_path).stdout
    assert b"warning[report-incomplete]" in run("trend", "a.json", cwd=tmp_path).stdout
    assert b"incomplete</span>" in run("trend", "a.json", "-o", "html", cwd=tmp_path).stdout


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    found = [
        finding(asset=AssetRef(f"//c/projects/{text}/x/{number}", BACKEND, text, "global"))
        for number, text in enumerate(HOSTILE_TEXTS)
    ]
    evil = "</script><svg onload=alert(1)>\x1b[31m\u202e=1+1"
    rules = tuple(replace(rule, subjects=(replace(rule.subjects[0], title=evil),)) for rule in report().rules)
    first = replace(report(found, catalogue=rules), bundle=evil)
    write(first, tmp_path / "a.json")
    write(
        replace(hostile_report(), bundle=evil, evaluated_at="2026-11-22T00:00:00Z"), tmp_path / "=cmd|x.json"
    )
    return tmp_path


def test_hostile_names_stay_text_in_the_page(hostile: Path) -> None:
    done = run("trend", "a.json", "=cmd|x.json", "-o", "html", cwd=hostile)
    assert done.returncode == 0, done.stderr
    page = Page(done.stdout.decode())
    assert page.tags.count("script") == 1
    assert not {name for name in page.attributes if name.startswith("on")}
    assert "img" not in page.tags
    assert charts(done.stdout.decode())
    assert any("<svg onload=alert(1)>" in text for text in page.text)
    for character in "\x1b\x07\u202e\u2028\u200b":
        assert character not in done.stdout.decode()


def test_hostile_names_stay_text_in_the_terminal_and_no_formula(hostile: Path) -> None:
    text = run("trend", "a.json", "=cmd|x.json", "-v", cwd=hostile).stdout.decode()
    for character in "\x1b\x07\u202e\u2028\u200b":
        assert character not in text
    done = run("trend", "a.json", "=cmd|x.json", "-o", "csv", cwd=hostile)
    rows = list(csv.reader(io.StringIO(done.stdout.decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert json.loads(run("trend", "a.json", "=cmd|x.json", "-o", "json", cwd=hostile).stdout)["reports"]


@pytest.mark.parametrize("output", ["text", "csv", "json", "html"])
def test_the_same_reports_give_the_same_bytes(hostile: Path, output: str) -> None:
    first = run(
        "trend", "a.json", "=cmd|x.json", "-o", output, cwd=hostile, environment={"PYTHONHASHSEED": "1"}
    )
    again = run(
        "trend", "=cmd|x.json", "a.json", "-o", output, cwd=hostile, environment={"PYTHONHASHSEED": "2"}
    )
    assert first.stdout == again.stdout
    assert first.stdout.endswith(b"\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), b"No report is named"),
        (("-",), b"standard input"),
        (("nothing-*.json",), b"no such file"),
        (("empty",), b"no report in it"),
        (("a.json", "bad.json"), b"bad.json"),
    ],
)
def test_wrong_usage_is_2(tmp_path: Path, arguments: tuple[str, ...], said: bytes) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.json").write_text("{}")
    write(sample_report(), tmp_path / "a.json")
    done = run("trend", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert b"Traceback" not in done.stderr
