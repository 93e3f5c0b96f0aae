import threading
from pathlib import Path

import pytest

from lbpolicy.errors import LbpolicyError, PolicyError, UsageError
from lbpolicy.policy.documents import MAX_BYTES, MAX_DEPTH, Document, read_text


def value(text: str) -> object:
    return Document("x.yaml", text).value()


def refusal(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        value(text)
    return caught.value.message


def test_values_are_those_of_json() -> None:
    text = "text: x\nwhole: 8080\nbroken: 0.5\ntruth: yes\nnothing: ~\nlist: [1, a]\nmap: {a: b}\n"
    assert value(text) == {
        "text": "x",
        "whole": 8080,
        "broken": 0.5,
        "truth": True,
        "nothing": None,
        "list": [1, "a"],
        "map": {"a": "b"},
    }


def test_a_date_stays_the_text_that_was_written() -> None:
    assert value("as_of: 2026-11-21") == {"as_of": "2026-11-21"}


def test_an_empty_text_is_nothing() -> None:
    assert value("") is None
    assert value("# only a comment\n") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: [", "x.yaml:3:1: not valid YAML: did not find expected node content"),
        ("a: 1\na: 2\n", "x.yaml:2:1: not valid YAML: key 'a' is given twice"),
        ("x:\n  a: 1\n  a: 1\n", "x.yaml:3:3: not valid YAML: key 'a' is given twice"),
        ("1: a\n", "x.yaml:1:1: not valid YAML: a key must be text"),
        ("? [a]\n: b\n", "x.yaml:1:3: not valid YAML: a key must be text"),
        ("a: .inf\n", "x.yaml:1:4: not valid YAML: number out of range"),
        ("a: .nan\n", "x.yaml:1:4: not valid YAML: number out of range"),
        ("yes: 1\n", "x.yaml:1:1: not valid YAML: a key must be text"),
        ("a: 99999999999999999999\n", "x.yaml:1:4: not valid YAML: number out of range"),
        ("a: " + "9" * 5000, "x.yaml: not valid YAML: "),
        ("a: !!python/object/apply:os.system [ls]\n", "x.yaml:1:4: not valid YAML: could not determine"),
        ("a: !!binary aGk=\n", "x.yaml:1:4: not valid YAML: could not determine"),
        ("a: &x 1\n", "x.yaml:1:4: anchors and aliases"),
        ("a: 1\nb: *x\n", "x.yaml:2:4: anchors and aliases"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2:1: not valid YAML: but found another document"),
        ("a: \x01\n", "x.yaml: not valid YAML: control characters are not allowed"),
        ("\ta: 1", "x.yaml:1:1: not valid YAML"),
    ],
)
def test_what_json_could_not_say_is_refused_with_its_place(text: str, message: str) -> None:
    assert message in refusal(text)


@pytest.mark.parametrize("text", ["a: 1e999", "<<: {b: 1}", "a: 2026-11-21T00:00:00Z"])
def test_what_yaml_reads_into_plain_text_stays_text(text: str) -> None:
    key, _, rest = text.partition(": ")
    assert value(text) == {key: {"b": 1} if key == "<<" else rest}


def test_laughter_does_not_spread() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    assert refusal("\n".join(lines)).startswith("x.yaml:1:5: anchors and aliases")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_and_does_not_crash(opening: str) -> None:
    assert f"nested more than {MAX_DEPTH} levels deep" in refusal(opening * 100_000)


@pytest.mark.parametrize("opening", ["[", "- "])
def test_nesting_too_shallow_to_look_at_does_not_crash_in_a_thread(opening: str) -> None:
    """Threads have the smallest stacks."""
    failed: list[object] = []

    def parse() -> None:
        try:
            value(opening * 390 + "]" * (390 if opening == "[" else 0))
        except LbpolicyError as error:
            failed.append(error)

    thread = threading.Thread(target=parse)
    thread.start()
    thread.join()
    assert not failed


def test_asterisks_and_ampersands_in_text_are_welcome() -> None:
    assert value("a: 'LB5*'\nb: x & y\nc: [\"*\"]\n") == {"a": "LB5*", "b": "x & y", "c": ["*"]}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 12),
        (("rules",), 12),
        (("rules", "LB101", "severity"), 14),
        (("list", 1), 17),
        (("rules", "LB999"), 12),
    ],
)
def test_the_line_of_a_value_counts_from_where_the_text_begins(
    path: tuple[str | int, ...], line: int
) -> None:
    text = "\nrules:\n  LB101:\n    severity: low\nlist:\n  - a\n  - b\n"
    document = Document("x.rego", text, first_line=11, error=PolicyError)
    fault = document.fault(path, "is wrong", "Mend it.")
    assert isinstance(fault, PolicyError)
    assert (fault.message, fault.hint) == (f"x.rego:{line}: is wrong", "Mend it.")


def test_a_file_is_read_as_utf8_with_or_without_its_mark(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\xef\xbb\xbfa: \xc3\xa9")
    assert read_text(tmp_path / "x", UsageError, "thing") == "a: é"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b" " * (MAX_BYTES + 1), "the thing is larger than 1 MiB"),
        (b"a: \xff", "the thing is not UTF-8 text (byte 3)"),
        (None, "cannot read the thing: No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes | None, message: str) -> None:
    file = tmp_path / "x.yaml"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read_text(file, UsageError, "thing")
    assert caught.value.message == f"{file}: {message}"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read the thing: Is a directory"):
        read_text(tmp_path, UsageError, "thing")
