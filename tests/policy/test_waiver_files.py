"""lbpolicy-waivers.yaml: what it may say, and all that is told when it is wrong."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lbpolicy.errors import FaultyFileError, UsageError
from lbpolicy.model import Origin, Waiver
from lbpolicy.policy import added_waiver, load_waivers
from lbpolicy.policy.waiver_resources import faults

KNOWN = frozenset({"LB501", "LB403"})
TODAY = date(2026, 11, 21)
WEB = "//compute.googleapis.com/projects/p/global/backendServices/web"
ENTRY = {"rule": "LB501", "resource": WEB, "owner": "a@b.example", "reason": "Why.", "expires": "2027-01-31"}
GOOD = f"""\
# ours
max_days: 400
waivers:
  - rule: LB501
    resource: {WEB}   # the shop
    owner: a@b.example
    reason: >-
      It is
      replaced.
    expires: 2027-12-24

  - {{rule: LB403, resource: module.lb.**, owner: web, reason: x, expires: '2020-01-01', ticket: S-1}}
"""


def load(folder: Path, text: str) -> tuple[Waiver, ...]:
    path = folder / "w.yaml"
    path.write_text(text)
    return load_waivers(path, KNOWN, TODAY).waivers


def refused(folder: Path, text: str) -> list[str]:
    """Return the complaints about a file, without its path."""
    with pytest.raises(FaultyFileError) as caught:
        load(folder, text)
    return [one.message.removeprefix(f"{folder}/w.yaml:") for one in caught.value.errors]


def test_what_a_file_says(tmp_path: Path) -> None:
    label = str(tmp_path / "w.yaml")
    assert load(tmp_path, GOOD) == (
        Waiver("LB501", WEB, "a@b.example", "It is replaced.", "2027-12-24", Origin(label, 4)),
        Waiver("LB403", "module.lb.**", "web", "x", "2020-01-01", Origin(label, 12), "S-1"),
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "waivers:\n", "waivers: []\n", "max_days: 30\n"])
def test_a_file_may_hold_none(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == ()


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = f"""\
waivers:
  - rule: LB5O1
    resource: "**"
    owner: x
    reasn: y
    expires: 2027-02-31
  - rule: LB403
    resource: {WEB}
    owner: "  "
    reason: y
    expires: 2027-11-23
  - {{rule: LB501, resource: {WEB}, owner: a, reason: b, expires: 2027-01-01}}
  - {{rule: LB501, resource: {WEB}, owner: c, reason: d, expires: 2027-01-02}}
maxdays: 1
"""
    assert refused(tmp_path, text) == [
        "2: key 'reason' is missing in waivers[0]",
        "2: there is no rule \"LB5O1\": did you mean 'LB501'?",
        "3: the resource is too broad: it names neither a module nor a resource",
        "5: unknown key 'reasn' in waivers[0]: did you mean 'reason'?",
        "6: expires: 2027-02-31 is no date: day is out of range for month",
        "9: owner is empty",
        "11: expires in 367 days, counted from 2026-11-21, and at most 366 are allowed",
        "13: LB501 is waived on the same resource in line 12",
        "14: unknown key 'maxdays': did you mean 'max_days'?",
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("- rule: LB501", "is missing"),
        ("- LB501", "expected a mapping"),
        ("{}", "waivers: expected a list or nothing, found {}"),
        ("- {rule: [LB501]}", "rule: expected text"),
        ("- {expires: 20270131}", "expires: expected text, found 20270131"),
        ("- {expires: 31.1.2027}", 'expires: "31.1.2027" is no date'),
        ("- {expires: 2027-W05-1}", 'expires: "2027-W05-1" is no date'),
        ("- {finding_id: abc}", "finding_id: expected text of the form"),
    ],
)
def test_entries_of_the_wrong_shape(tmp_path: Path, line: str, words: str) -> None:
    told = refused(tmp_path, f"waivers:\n  {line}\n")
    assert any(words in one for one in told), told


@pytest.mark.parametrize(
    "text",
    [
        "waivers: &a [*a]\n",
        "waivers: []\nwaivers: []\n",
        "waivers: [\n",
        "waivers: " + "[" * 5000,
        "- !!python/object:os.system {}\n",
        "max_days: .inf\n",
        "waivers:\n  - {rule: A, rule: B}\n",
    ],
)
def test_hostile_and_broken_files_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"w\.yaml:\d+"):
        load(tmp_path, text)


def test_large_files_and_missing_ones_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="larger than 1 MiB"):
        load(tmp_path, "#" * (1 << 20) + "\n")
    with pytest.raises(UsageError, match="cannot read the waivers: No such file"):
        load_waivers(tmp_path / "gone.yaml", KNOWN, TODAY)
    entry = "  - {rule: LB501, resource: a.b, owner: a, reason: b, expires: 2027-01-01}\n"
    assert any("at most 5000 in the list" in one for one in refused(tmp_path, "waivers:\n" + entry * 5001))


@pytest.mark.parametrize(
    "resource",
    [
        WEB,
        "//compute.googleapis.com/projects/p/**",
        "//compute.googleapis.com/projects/*/global/backendServices/legacy-*",
        "//compute.googleapis.com/**/legacy-*",
        "//storage.googleapis.com/my-bucket",
        "//run.googleapis.com/projects/shop-*/locations/*/services/*",
        "google_compute_url_map.web",
        'module.lb["a b/c"].google_compute_url_map.web[0]',
        "module.lb.**",
        "**.web",
        "module.*_eu.**",
        "module.goo*.**",
        "**.legacy-*.**",
        "**.web*",
        "google_compute_url_map.e*",
        "//compute.googleapis.com/projects/p*/**",
    ],
)
def test_resources_that_are_in_order(resource: str) -> None:
    assert list(faults(resource)) == []


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ("*", "too broad"),
        ("**", "too broad"),
        ("**.*", "too broad"),
        ("google_compute_url_map.*", "too broad"),
        ("module.*.**", "too broad"),
        ("**.google_*.*", "too broad"),
        ("goog*.**", "too broad"),
        ("*g*.*", "too broad"),
        ("mod*.**", "too broad"),
        ("**.*_service.*", "too broad"),
        ("**.*e*", "too broad"),
        ("//compute.googleapis.com/projects/*p*/**", "too broad"),
        ("//compute.googleapis.com/**", "too broad"),
        ("//compute.googleapis.com/projects/*/**", "too broad"),
        ("//compute.googleapis.com/projects/*/global/urlMaps/*", "too broad"),
        ("//compute.googleapis.com/projects/p/web**", "whole segments"),
        ("module.lb**.x", "whole segments"),
        ("//**/web", "no Google Cloud service"),
        ("//web", "no Google Cloud service"),
        ("//compute.googleapis.com", "no full name"),
        ("//compute.googleapis.com/projects//web", "no full name"),
        ("projects/p/global/urlMaps/web", "begin with //"),
        ("https://www.googleapis.com/compute/v1/projects/p/global/urlMaps/web", "begin with //"),
        ("web", "neither a full name nor a Terraform address"),
        (" a.b", "space"),
        ("a.b\u202e", "do not print"),
        ("a.b\n", "do not print"),
    ],
)
def test_resources_that_are_not(resource: str, words: str) -> None:
    [(what, hint)] = faults(resource)
    assert words in what
    assert hint


def added(folder: Path, text: str | None, entry: dict[str, str] | None = None) -> str:
    """Return the text of a file with one more waiver; it has been read again."""
    path = folder / "w.yaml"
    if text is not None:
        path.write_bytes(text.encode())
    after = added_waiver(path if text is not None else None, entry or ENTRY, KNOWN, TODAY)
    path.write_bytes(after)
    load_waivers(path, KNOWN, TODAY)
    return after.decode()


NEW = f"""\
  - rule: LB501
    resource: {WEB}
    owner: a@b.example
    reason: Why.
    expires: 2027-01-31
"""
OLD = "rule: LB403, resource: a.b, owner: x, reason: y, expires: 2027-01-01"
LINES = OLD.replace(", ", "\n    ")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, f"# Findings that somebody has accepted, and until when.\nwaivers:\n{NEW}"),
        ("# mine", f"# mine\nwaivers:\n{NEW}"),
        ("waivers:", f"waivers:\n{NEW}"),
        ("max_days: 90\nwaivers: []  # none\n", f"max_days: 90\nwaivers:  # none\n{NEW}"),
        ("waivers: # none\nmax_days: 90\n", f"waivers: # none\n{NEW}max_days: 90\n"),
        (f"waivers:\n  - {LINES}  # end\n", f"waivers:\n  - {LINES}  # end\n{NEW}"),
        (
            f"waivers:\n  - {LINES}\n\n# last\nmax_days: 90\n",
            f"waivers:\n  - {LINES}\n{NEW}\n# last\nmax_days: 90\n",
        ),
        (f"waivers:\n  - {{{OLD}}}", f"waivers:\n  - {{{OLD}}}\n{NEW}"),
        (
            f"waivers:\n- {{{OLD}}}\n",
            f"waivers:\n- {{{OLD}}}\n{NEW.replace('  - ', '- ').replace('    ', '  ')}",
        ),
    ],
)
def test_a_waiver_is_added_and_nothing_else_changes(tmp_path: Path, before: str | None, after: str) -> None:
    assert added(tmp_path, before) == after


def test_a_text_of_several_lines_at_the_end_stays_whole(tmp_path: Path) -> None:
    last = f"waivers:\n  - {LINES.replace('reason: y', 'ticket: t')}\n    reason: |\n      y\n\n      z\n"
    assert added(tmp_path, f"{last}\n\n# end\n") == f"{last}{NEW}\n\n# end\n"


def test_line_ends_and_the_mark_at_the_beginning_stay(tmp_path: Path) -> None:
    before = f"\ufeffwaivers:\r\n  - {{{OLD}}}\r\n"
    assert added(tmp_path, before) == before + NEW.replace("\n", "\r\n")


def test_a_list_on_one_line_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing can be added to the list of waivers as it is written"):
        added(tmp_path, f"waivers: [{{{OLD}}}]\n")


def test_what_is_there_already_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"w\.yaml:2: LB501 is waived on this resource until 2027-01-31"):
        added(tmp_path, f"waivers:\n{NEW}")
    added(tmp_path, f"waivers:\n{NEW}", ENTRY | {"finding_id": "0" * 32})


def test_a_new_waiver_that_is_wrong_is_refused_with_everything(tmp_path: Path) -> None:
    entry = {"rule": "LB502", "resource": "web", "owner": " ", "reason": "", "expires": "soon"}
    with pytest.raises(FaultyFileError) as caught:
        added(tmp_path, None, entry)
    told = " | ".join(one.message for one in caught.value.errors)
    for words in (
        'no rule "LB502"',
        "neither a full name",
        "owner is empty",
        "reason is empty",
        'expires: "soon" is no date',
    ):
        assert words in told
    assert all(one.message.startswith("the new waiver: ") for one in caught.value.errors)
    with pytest.raises(FaultyFileError, match=r"w\.yaml:2: there is no rule"):
        added(tmp_path, f"waivers:\n{NEW.replace('LB501', 'LB9')}")


@given(
    st.text(min_size=1, max_size=30).filter(lambda text: text.strip()),
    st.sampled_from(
        [
            "no",
            "null",
            "~",
            "1e5",
            "*a",
            "&a",
            "- a",
            "a: b",
            "a #b",
            "'",
            '"',
            "2027-01-01",
            "0x1f",
            "@x",
            "%",
            "=",
            "<<",
        ]
    ),
)
def test_any_text_comes_back_as_it_was_given(
    tmp_path_factory: pytest.TempPathFactory, reason: str, owner: str
) -> None:
    folder = tmp_path_factory.mktemp("texts")
    try:
        added(folder, f"waivers:\n  - {{{OLD}}}\n", ENTRY | {"reason": reason, "owner": owner})
    except UsageError as error:
        assert not reason.isprintable(), error  # noqa: PT017 - what YAML cannot hold may be refused
        return
    one = load_waivers(folder / "w.yaml", KNOWN, TODAY).waivers[-1]
    assert (one.reason, one.owner) == (" ".join(reason.split()), owner)
