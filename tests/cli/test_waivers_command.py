"""`lbpolicy waivers`, from outside."""

import json
from pathlib import Path

import pytest
from plan_files import PROJECT, export
from running import run

WEB = f"//compute.googleapis.com/projects/{PROJECT}/global/backendServices/web"
NOW = ("--as-of", "2026-11-21")
MORE = ("--owner", "a@b.example", "--reason", "Why: it is so.")
THREE = f"""\
waivers:
  - {{rule: LB414, resource: {WEB}, owner: one, reason: r, expires: 2026-11-20}}
  - {{rule: LB415, resource: {WEB}, owner: two, reason: r, expires: 2026-11-21, ticket: S-1}}
  # kept
  - {{rule: LB422, resource: '{WEB[:-3]}*', owner: "\\u202ethree", reason: r, expires: 2027-11-21}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lbpolicy-waivers.yaml").write_text(THREE)
    return tmp_path


def test_list_shows_the_state(folder: Path) -> None:
    done = run("waivers", "list", *NOW, cwd=folder)
    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "STATE     EXPIRES     RULE    RESOURCE",
        f"expired   2026-11-20  LB414   {WEB}",
        "          one: r",
        f"expiring  2026-11-21  LB415   {WEB}",
        "          two: r (S-1)",
        f"active    2027-11-21  LB422   {WEB[:-3]}*",
        "          \\u202ethree: r",
        "3 waivers: 1 active, 1 expiring, 1 expired.",
    ]


def test_list_for_other_tools(folder: Path) -> None:
    (folder / "lbpolicy-waivers.yaml").rename(folder / "mine.yaml")
    done = run("waivers", "list", *NOW, "--file", "mine.yaml", "-o", "json", cwd=folder)
    listed = json.loads(done.stdout)
    assert [(one["state"], one["days_left"], one["line"]) for one in listed] == [
        ("expired", -1, 2),
        ("expiring", 0, 3),
        ("active", 365, 5),
    ]
    assert listed[1]["ticket"] == "S-1"
    assert listed[0]["file"] == "mine.yaml"


def test_add_begins_a_file_that_scan_takes(tmp_path: Path) -> None:
    done = run("waivers", "add", "LB414", WEB, *MORE, "--expires", "2027-01-31", *NOW, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    quiet = {"loadBalancingScheme": "EXTERNAL_MANAGED", "logConfig": {"enable": False}}
    (tmp_path / "live.ndjson").write_bytes(export([("backendServices", "web", quiet)]))
    done = run("scan", "live.ndjson", *NOW, "-o", "json=-", cwd=tmp_path)
    [found] = [one for one in json.loads(done.stdout)["findings"] if one["rule"] == "LB414"]
    assert found["waiver"]["reason"] == "Why: it is so."
    assert found["waiver"]["origin"]["line"] == 3


def test_add_keeps_what_is_there(folder: Path) -> None:
    options = ("--expires", "2027-01-31", "--ticket", "S-2", "--finding-id", "0" * 32)
    assert run("waivers", "add", "LB414", WEB, *MORE, *options, *NOW, cwd=folder).returncode == 0
    text = (folder / "lbpolicy-waivers.yaml").read_text()
    assert text.startswith(THREE)
    assert text.removeprefix(THREE).splitlines()[-2:] == ["    ticket: S-2", f'    finding_id: "{"0" * 32}"']
    assert [path.name for path in folder.iterdir()] == ["lbpolicy-waivers.yaml"]


def test_add_follows_a_link_and_leaves_it(folder: Path) -> None:
    (folder / "lbpolicy-waivers.yaml").rename(folder / "real.yaml")
    (folder / "lbpolicy-waivers.yaml").symlink_to("real.yaml")
    assert (
        run("waivers", "add", "LB501", WEB, *MORE, "--expires", "2027-01-31", *NOW, cwd=folder).returncode
        == 0
    )
    assert (folder / "lbpolicy-waivers.yaml").is_symlink()
    assert "LB501" in (folder / "real.yaml").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("LB414", WEB, "--expires", "2027-01-31"),
            b"lbpolicy-waivers.yaml:2: LB414 is waived on this resource",
        ),
        (("LB4I4", WEB, "--expires", "2027-01-31"), b"the new waiver: there is no rule"),
        (("LB414", "**", "--expires", "2027-01-31"), b"the new waiver: the resource is too broad"),
        (("LB414", f"{WEB}2", "--expires", "2027-11-23"), b"at most 366 are allowed"),
        (("LB414", f"{WEB}2", "--expires", "31.1.2027"), b"is no date"),
        (("LB414", f"{WEB}2", "--expires", "2026-11-20"), b"has passed, so it would waive nothing"),
        (
            ("LB414", f"{WEB}2", "--expires", "2027-01-31", "--finding-id", "x"),
            b"the new waiver: finding_id:",
        ),
        (("LB414", f"{WEB}2"), b"Missing option '--expires'"),
    ],
)
def test_add_refuses(folder: Path, arguments: tuple[str, ...], words: bytes) -> None:
    done = run("waivers", "add", *arguments, *MORE, *NOW, cwd=folder)
    assert done.returncode == 2
    assert words in done.stderr
    assert (folder / "lbpolicy-waivers.yaml").read_text() == THREE


def test_check_tells_what_has_expired(folder: Path) -> None:
    done = run("waivers", "check", *NOW, cwd=folder)
    assert done.returncode == 1
    assert done.stdout.decode().splitlines() == [
        f"lbpolicy-waivers.yaml:2: expired: LB414 on {WEB}, last day 2026-11-20, owner one",
        f"lbpolicy-waivers.yaml:3: expiring: LB415 on {WEB}, last day 2026-11-21, owner two",
        "3 waivers: 1 active, 1 expiring, 1 expired.",
    ]
    assert run("waivers", "check", "--as-of", "2026-11-20", cwd=folder).returncode == 0


def test_check_tells_what_a_report_does_not_need(folder: Path) -> None:
    quiet = {"loadBalancingScheme": "EXTERNAL_MANAGED", "logConfig": {"enable": False}}
    (folder / "live.ndjson").write_bytes(export([("backendServices", "web", quiet)]))
    (folder / "lbpolicy-waivers.yaml").write_text(
        THREE + f"  - {{rule: LB401, resource: '{WEB}', owner: x, reason: r, expires: 2027-01-01}}\n"
    )
    run("scan", "live.ndjson", *NOW, "-o", "json=lb.json", "--no-waivers", cwd=folder)
    done = run("waivers", "check", *NOW, "--report", "lb.json", cwd=folder)
    unused = [line for line in done.stdout.decode().splitlines() if "not used in lb.json" in line]
    assert unused == [f"lbpolicy-waivers.yaml:6: not used in lb.json: LB401 on {WEB}, owner x"]


@pytest.mark.parametrize("verb", ["list", "check"])
def test_a_file_that_is_not_right_is_refused(tmp_path: Path, verb: str) -> None:
    done = run("waivers", verb, cwd=tmp_path)
    assert done.returncode == 2
    assert b"lbpolicy-waivers.yaml: there is no such file of waivers" in done.stderr
    (tmp_path / "lbpolicy-waivers.yaml").write_text("waivers:\n  - {rule: LB1}\n")
    done = run("waivers", verb, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count(b"error: lbpolicy-waivers.yaml:2: ") == 5


def test_the_configuration_names_the_file(folder: Path) -> None:
    (folder / "lbpolicy-waivers.yaml").rename(folder / "mine.yaml")
    (folder / "lbpolicy.yaml").write_text("waivers: mine.yaml\nas_of: 2026-11-20\n")
    assert run("waivers", "check", cwd=folder).returncode == 0
    assert run("waivers", "check", *NOW, cwd=folder).returncode == 1


def test_a_rule_of_ones_own_may_be_waived(folder: Path) -> None:
    """Known where its folder is given, like for a scan."""
    source = Path(__file__).resolve().parents[2] / "policies" / "rules" / "ssl_policy"
    rule = min(source.glob("*.rego"))
    own = folder / "own" / "rules" / "ssl_policy"
    own.mkdir(parents=True)
    package = f"lbpolicy.rules.ssl_policy.{rule.stem}"
    text = rule.read_text().replace(package, f"{package}_own")
    number = next(part for part in text.split() if part.startswith("LB") and part[2:].isdecimal())
    (own / f"{rule.stem}_own.rego").write_text(text.replace(number, "ACME1"))
    entry = ("ACME1", WEB, *MORE, "--expires", "2027-01-31", *NOW)
    assert run("waivers", "add", *entry, cwd=folder).returncode == 2
    done = run("waivers", "add", *entry, "--policy", "own", cwd=folder)
    assert done.returncode == 0, done.stderr
