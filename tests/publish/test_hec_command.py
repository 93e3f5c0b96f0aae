"""`lbpolicy publish hec`, as a user calls it, with a collector that fails on the way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest
import support_tenzir
from hec_server import BUSY, TAKEN, TOKEN, Collector, running
from reports import finding, hostile_report, report
from settled_reports import settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.model import Report

ROOT = Path(__file__).resolve().parents[2]
OTHER = "another"
UNSENT = "lbpolicy-hec-unsent.ndjson"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as one:
        yield one


def environment(token: str = TOKEN) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return {**kept, "PYTHONPATH": str(ROOT), "SPLUNK_HEC_TOKEN": token}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def publish(
        *arguments: str, stdin: bytes = b"", token: str = TOKEN
    ) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [sys.executable, "-m", "lbpolicy", "publish", "hec", *arguments],
            cwd=tmp_path,
            env=environment(token),
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
        )
        result = subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )
        for text in (result.stdout, result.stderr, *(p.read_text() for p in tmp_path.glob("*.ndjson"))):
            assert TOKEN not in text
        return result

    return publish


def stored(folder: Path, made: Report) -> str:
    file = folder / "report.json"
    file.write_bytes(b"".join(FORMATS["json"].render(made, RenderOptions())))
    return file.name


def many(count: int) -> Report:
    return report([finding(key=f"{number:05}") for number in range(count)])


def uids(events: list[dict[str, object]]) -> list[object]:
    return [event["event"]["finding_info"]["uid"] for event in events]  # type: ignore[index]


def left(folder: Path) -> list[dict[str, object]]:
    file = folder / UNSENT
    return [orjson.loads(line) for line in file.read_bytes().splitlines()] if file.exists() else []


def test_a_report_arrives_as_the_format_hec_writes_it(collector: Collector, run: Run, tmp_path: Path) -> None:
    made = settled_report()
    done = run(collector.url, stored(tmp_path, made), "--batch-size", "4")
    expected = [orjson.loads(line) for line in FORMATS["hec"].render(made, RenderOptions())]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{len(expected)} events sent to {collector.url}/services/collector/event.\n"
    assert collector.taken == expected
    assert left(tmp_path) == []


def test_standard_input_and_what_splunk_files_events_under(
    collector: Collector, run: Run, tmp_path: Path
) -> None:
    content = (tmp_path / stored(tmp_path, many(3))).read_bytes()
    filing = ("--index", "sec", "--sourcetype", "ocsf:mine", "--host", "ci", "--ocsf-version", "1.8.0")
    done = run(collector.url, "-", *filing, "--gzip", "-q", stdin=content)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(collector.taken) == 3
    for one in collector.taken:
        assert (one["index"], one["sourcetype"], one["host"]) == ("sec", "ocsf:mine", "ci")
        assert one["event"]["metadata"]["version"] == "1.8.0"


def test_a_hostile_report_arrives_whole(collector: Collector, run: Run, tmp_path: Path) -> None:
    made = hostile_report()
    done = run(collector.url, stored(tmp_path, made))
    assert done.returncode == 0
    assert len(collector.taken) == len(made.findings)


def test_nothing_is_lost_when_the_collector_goes_down_half_way(
    collector: Collector, run: Run, tmp_path: Path
) -> None:
    made = many(50)
    everything = uids([orjson.loads(line) for line in FORMATS["hec"].render(made, RenderOptions())])
    collector.reply = lambda _request, number: TAKEN if number <= 2 else BUSY
    done = run(collector.url, stored(tmp_path, made), "--batch-size", "10", "--retries", "1")
    assert done.returncode == 3
    assert "Server is busy" in done.stderr
    assert f"30 events not taken, kept in {UNSENT}" in done.stderr
    assert uids(collector.taken) == everything[:20]
    assert uids(left(tmp_path)) == everything[20:]

    collector.reply = lambda _request, number: TAKEN if number <= 5 else None
    again = run(collector.url, UNSENT, "--batch-size", "10", "--retries", "0")
    assert again.returncode == 3
    assert uids(left(tmp_path)) == everything[30:]

    collector.reply = lambda _request, _number: TAKEN
    last = run(collector.url, UNSENT)
    assert last.returncode == 0
    assert not (tmp_path / UNSENT).exists()
    assert uids(collector.taken) == everything


def test_a_wrong_token_is_told_and_not_tried_again(collector: Collector, run: Run, tmp_path: Path) -> None:
    collector.reply = lambda request, _number: (403, {"text": request.headers["Authorization"], "code": 4})
    done = run(collector.url, stored(tmp_path, many(12)), "--batch-size", "5")
    assert done.returncode == 3
    assert len(collector.requests) == 1
    assert "does not know the token" in done.stderr
    assert len(left(tmp_path)) == 12


def test_a_refused_event_holds_up_no_other(collector: Collector, run: Run, tmp_path: Path) -> None:
    bad = many(9).findings[4].finding_id

    def reply(request: object, _number: int) -> tuple[object, ...]:
        found = uids(request.events)  # type: ignore[attr-defined]
        refused = {"text": "Invalid data format", "code": 6, "invalid-event-number": 0}
        return (400, {**refused, "invalid-event-number": found.index(bad)}) if bad in found else TAKEN

    collector.reply = reply  # type: ignore[assignment]
    done = run(collector.url, stored(tmp_path, many(9)))
    assert done.returncode == 3
    assert "refuses 1 event: HTTP 400: Invalid data format (code 6)." in done.stderr
    assert uids(left(tmp_path)) == [bad]
    assert len(collector.taken) == 8


def test_a_dry_run_sends_nothing_and_needs_no_token(collector: Collector, run: Run, tmp_path: Path) -> None:
    done = run(collector.url, stored(tmp_path, many(50)), "--batch-size", "20", "--dry-run", token="")
    assert done.returncode == 0
    assert done.stdout.startswith("50 events (0.1 MB) in 3 requests would go to http://127.0.0.1:")
    assert collector.requests == []


def test_a_token_in_a_file(collector: Collector, run: Run, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    done = run(collector.url, stored(tmp_path, many(1)), "--token-file", "token", token=OTHER)
    assert done.returncode == 0
    assert collector.requests[0].headers["Authorization"] == f"Splunk {TOKEN}"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--token-file", "none"), "none cannot be read"),
        (("--token-env", "NOT_SET_ANYWHERE"), "NOT_SET_ANYWHERE is not set"),
        (("--failed", "no/such/folder.ndjson"), "Name another place with --failed"),
        (("--failed", "."), "is a folder"),
        (("--ca-file", "none.pem"), "none.pem: no certificates can be read"),
        (("--batch-size", "0"), "--batch-size"),
        (("--timeout", "nan"), "nan is no number"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_sent(
    collector: Collector, run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run(collector.url, stored(tmp_path, many(1)), *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert collector.requests == []


def test_what_is_no_report_is_refused(collector: Collector, run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    for name in ("other.json", "none.json"):
        assert run(collector.url, name).returncode == 2
    assert collector.requests == []


def test_ctrl_c_says_what_was_sent_and_keeps_the_rest(collector: Collector, tmp_path: Path) -> None:
    collector.reply = lambda _request, number: TAKEN if number == 1 else BUSY
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "lbpolicy", "publish", "hec", collector.url),
            *(stored(tmp_path, many(30)), "--batch-size", "10", "--retries", "9"),
        ],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(collector.requests) < 2:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "after 10 events had been sent" in said
    assert len(left(tmp_path)) == 20


def test_a_real_collector_takes_a_report(run: Run, tmp_path: Path) -> None:
    made: list[tuple[Report, tuple[str, ...]]] = [(settled_report(), ()), (hostile_report(), ("--gzip",))]
    pipeline = f'accept_splunk "{{address}}", hec_token="{TOKEN}"\nwrite_ndjson'
    sent: list[object] = []
    with support_tenzir.collecting(pipeline, tmp_path) as (address, output):
        for one, more in made:
            done = run(f"http://{address}", stored(tmp_path, one), "--batch-size", "7", *more)
            assert (done.returncode, done.stderr) == (0, "")
            sent += uids([orjson.loads(line) for line in FORMATS["hec"].render(one, RenderOptions())])
        denied = run(f"http://{address}", stored(tmp_path, many(2)), token=OTHER)
        assert denied.returncode == 3
        assert "Invalid token (code 4)" in denied.stderr
    taken = [orjson.loads(line) for line in output.read_bytes().splitlines()]
    assert sorted(map(str, uids(taken))) == sorted(map(str, sent))
    assert {one["sourcetype"] for one in taken} == {"ocsf:lbpolicy"}
    assert {one["time"] for one in taken} == {"2026-11-21T00:00:00Z"}
