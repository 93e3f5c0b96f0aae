"""The pages on disk are those that rules, cases and demands make, and what they say holds together."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
from pages import OURS, read

from lbpolicy.errors import PolicyError
from lbpolicy.policy import load, load_config
from lbpolicy.resources import folder
from tools import generate_docs
from tools.docs_catalogue import Catalogue, read_cases, read_catalogue
from tools.docs_parameters import snippet


@cache
def committed() -> tuple[Catalogue, dict[str, bytes]]:
    everything = read_catalogue()
    return everything, generate_docs.generate(everything)


def test_pages_on_disk_are_what_the_rules_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate_docs.main(["--check"]) == 0, capsys.readouterr().err


def test_every_file_in_the_folder_belongs_to_a_rule() -> None:
    ids = {one.id for one in committed()[0].rules}
    assert {path.stem for path in (generate_docs.OUTPUT / "rules").rglob("*")} == ids | {"README", "cases"}


def test_every_link_leads_somewhere() -> None:
    """Files of the checkout exist, and so do the marks in pages."""
    pages = {generate_docs.OUTPUT / path: content.decode() for path, content in committed()[1].items()}
    marks = {page: set(re.findall(r'<a id="([^"]+)">', text)) for page, text in pages.items()}
    for page, text in pages.items():
        for link in read(text).links:
            if link.startswith("https://"):
                continue
            path, _, mark = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target in pages or target.is_file(), f"{page.name}: {link}"
            assert not mark or mark in marks[target], f"{page.name}: {link}"


def test_marks_are_not_repeated() -> None:
    for path, content in committed()[1].items():
        found = re.findall(r'<a id="([^"]+)">', content.decode())
        assert len(found) == len(set(found)), path


def test_pages_hold_no_markup_but_ours() -> None:
    for path, content in committed()[1].items():
        assert [html for html in read(content.decode()).html if not OURS.fullmatch(html)] == [], path
        assert b"\r" not in content
        assert content.endswith(b"\n")


def test_same_catalogue_same_bytes() -> None:
    everything, files = committed()
    assert generate_docs.generate(everything) == files


def test_snippets_are_configurations_that_change_nothing(tmp_path: Path) -> None:
    config = tmp_path / "lbpolicy.yaml"
    shown = [one for one in committed()[0].rules if one.parameters]
    assert shown
    for one in shown:
        config.write_text(snippet(one), encoding="utf-8")
        read_back = load_config(config)
        assert read_back.rules[one.id].parameters == one.values
    config.write_text(
        "rules:\n" + "\n".join(snippet(one).partition("\n")[2] for one in shown), encoding="utf-8"
    )
    assert load([folder("policies")], config=load_config(config)).rules == committed()[0].rules


def test_check_names_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_hand = tmp_path / "architecture.md"
    by_hand.write_text("mine")
    stale = tmp_path / "rules" / "LB999.md"
    stale.parent.mkdir()
    stale.write_text("old")
    assert generate_docs.main(["--check", "--output", str(tmp_path)]) == 1
    complaints = capsys.readouterr().err
    assert "rules/LB999.md is not what" in complaints
    assert "rules/LB101.md is not what" in complaints
    assert stale.read_text() == "old"
    assert generate_docs.main(["--output", str(tmp_path)]) == 0
    assert generate_docs.main(["--check", "--output", str(tmp_path)]) == 0
    assert not stale.exists()
    assert by_hand.read_text() == "mine"
    assert (tmp_path / "traceability.md").read_bytes() == committed()[1]["traceability.md"]


@pytest.mark.parametrize("text", ["- {name: a}", "a: [", "just words", "7"])
def test_a_file_that_is_no_list_of_cases_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(text)
    with pytest.raises(PolicyError, match=r"one\.yaml is not a list of cases"):
        read_cases(file)
    with pytest.raises(PolicyError, match=r"other\.yaml is missing"):
        read_cases(tmp_path / "other.yaml")


def test_the_gate_checks_the_pages() -> None:
    text = (generate_docs.ROOT / "tools" / "dev.py").read_text(encoding="utf-8")
    assert json.dumps(["tools/generate_docs.py", "--check"]) in text
