"""`lbpolicy render`."""

import json
from pathlib import Path

import pytest
from plan_reports import plan_report
from reports import broken_report, hostile_report, sample_report
from running import SAMPLE, run
from settled_reports import settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import Report


def outputs(stem: str) -> list[str]:
    """Return the options that write every format to a file of its name."""
    return [f"-o{name}={stem}.{name}" for name in FORMATS]


def write(what: Report, folder: Path) -> bytes:
    content = b"".join(FORMATS["json"].render(what, RenderOptions()))
    (folder / "lb.json").write_bytes(content)
    return content


def test_every_format_at_once_is_what_the_scan_would_have_written(tmp_path: Path) -> None:
    made = run("scan", str(SAMPLE), *outputs("scan"), "--as-of", "2026-11-21", cwd=tmp_path)
    assert made.returncode == 1, made.stderr
    again = run("render", "scan.json", *outputs("render"), cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert again.stdout == made.stdout
    for name in FORMATS:
        assert (tmp_path / f"render.{name}").read_bytes() == (tmp_path / f"scan.{name}").read_bytes(), name


def test_without_outputs_there_is_text(tmp_path: Path) -> None:
    write(sample_report(), tmp_path)
    done = run("render", "lb.json", cwd=tmp_path)
    assert done.returncode == 0
    assert b"error[LB901]" in done.stdout


def test_standard_input_and_output(tmp_path: Path) -> None:
    content = write(settled_report(), tmp_path)
    done = run("render", "-", "-o", "json", cwd=tmp_path, stdin=content)
    assert (done.returncode, done.stdout) == (0, content)
    assert list(tmp_path.iterdir()) == [tmp_path / "lb.json"]


def test_a_report_may_replace_itself(tmp_path: Path) -> None:
    content = write(plan_report(), tmp_path)
    assert run("render", "lb.json", "-o", "json=lb.json", cwd=tmp_path).returncode == 0
    assert (tmp_path / "lb.json").read_bytes() == content


@pytest.mark.parametrize("make", [hostile_report, broken_report])
def test_findings_and_errors_of_the_report_are_no_failure_of_render(make: object, tmp_path: Path) -> None:
    write(make(), tmp_path)  # type: ignore[operator]
    done = run("render", "lb.json", *outputs("out"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert all((tmp_path / f"out.{name}").stat().st_size for name in FORMATS)


def test_links_lead_to_the_repository_as_in_a_scan(tmp_path: Path) -> None:
    write(plan_report(), tmp_path)
    github = {
        "GITHUB_SERVER_URL": "https://git.example",
        "GITHUB_REPOSITORY": "acme/infra",
        "GITHUB_SHA": "0123abc",
    }
    done = run("render", "lb.json", "-o", "markdown=-", cwd=tmp_path, environment=github)
    assert b"https://git.example/acme/infra/blob/0123abc/" in done.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, b"lb.json cannot be read"),
        (b"", b"lb.json is empty"),
        (b'{"findings": [', b"lb.json is no whole JSON document"),
        (b'{"schema_version": "2.0", "findings": []}', b"/schema_version"),
    ],
)
def test_what_is_no_report_is_2_and_leaves_no_file(
    tmp_path: Path, content: bytes | None, said: bytes
) -> None:
    if content is not None:
        (tmp_path / "lb.json").write_bytes(content)
    done = run("render", "lb.json", "-o", "sarif=out.sarif", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert b"help:" in done.stderr
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "out.sarif").exists()


def test_a_name_in_an_error_is_harmless(tmp_path: Path) -> None:
    broken = json.loads(write(sample_report(), tmp_path))
    broken["coverage"]["rules"]["\x1b[31m\u202e"] = 1
    (tmp_path / "lb.json").write_text(json.dumps(broken))
    done = run("render", "lb.json", cwd=tmp_path)
    assert done.returncode == 2
    assert b"/coverage/rules/" in done.stderr
    assert b"\x1b" not in done.stderr


def test_an_unknown_format_is_named(tmp_path: Path) -> None:
    write(sample_report(), tmp_path)
    done = run("render", "lb.json", "-o", "serif", cwd=tmp_path)
    assert done.returncode == 2
    assert b"sarif" in done.stderr
