"""Bad input is reported, with file and line, and never stops the rest."""

import errno
import json
from pathlib import Path

import pytest
from asset_shapes import BACKEND, DISK, NAME, camel, ndjson, pretty, read, read_bytes, snake

from lbpolicy.model import Level
from lbpolicy.sources.window import MAX_RECORD

GOOD = ndjson(snake())

FOREIGN = {
    "SARIF": {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": []},
    "report of lbpolicy": {"schema_version": "1", "findings": []},
    "Compute Engine": {"kind": "compute#backendService", "name": "web", "backends": []},
    "error answer": {"error": {"code": 403, "status": "PERMISSION_DENIED"}},
    "some other JSON": {"name": "web", "dependencies": {}},
}


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("encode", [pretty, ndjson, lambda value: pretty([value])])
def test_foreign_json_is_named(what: str, encode: object, tmp_path: Path) -> None:
    result = read_bytes(tmp_path, encode(FOREIGN[what]))  # type: ignore[operator]
    assert result.errors == ["not-an-asset-export"]
    note = result.notes[0]
    assert what in note.message
    assert str(tmp_path / "export") in note.message
    assert "gcloud asset export" in note.hint
    assert result.summaries[0].assets == 0


@pytest.mark.parametrize(
    "content",
    [
        b"# Title\n\nSome text.\n",
        b"name: web\nport: 80\n",
        b"\x89PNG\r\n\x1a\n" * 99,
        b"[section]\nkey = value\n",
        b"[INFO] started\n[INFO] ended\n",
        b"{{ template }}\n",
        b'["a", "list"]',
    ],
)
def test_what_is_no_json_is_an_error_when_named_and_a_warning_in_a_directory(
    content: bytes, tmp_path: Path
) -> None:
    (tmp_path / "README.md").write_bytes(content)
    (tmp_path / "export.json").write_bytes(GOOD)
    assert read(tmp_path / "README.md").errors == ["not-json"]
    result = read(tmp_path)
    assert [(note.level, note.code) for note in result.notes] == [(Level.WARNING, "not-json")]
    assert len(result.assets) == 1


def test_foreign_json_in_a_directory_is_skipped_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "export.json").write_bytes(GOOD)
    (tmp_path / "report.json").write_bytes(pretty(FOREIGN["SARIF"]))
    result = read(tmp_path)
    assert [(note.level, note.code) for note in result.notes] == [(Level.WARNING, "not-an-asset-export")]
    assert result.names == [NAME]


def test_a_log_file_is_given_up_early(tmp_path: Path) -> None:
    lines = ndjson(*({"severity": "INFO", "message": str(i)} for i in range(1000)))
    result = read_bytes(tmp_path, lines)
    assert result.codes == ["not-an-asset-export"]


def test_a_header_before_the_records_loses_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "export").write_bytes(ndjson({"exported": "today"}) + GOOD)
    result = read(tmp_path)
    assert result.names == [NAME]
    assert [(note.level, note.code) for note in result.notes] == [(Level.ERROR, "not-an-asset-export")]
    assert "line 1" in result.notes[0].message


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(GOOD)
    result = read(tmp_path / "missing", tmp_path / "good")
    assert result.errors == ["unreadable-source"]
    assert str(tmp_path / "missing") in result.notes[0].message
    assert result.names == [NAME]
    assert [summary.shape for summary in result.summaries] == ["", "NDJSON"]


def test_permission_denied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    (tmp_path / "locked").write_bytes(GOOD)
    monkeypatch.setattr(Path, "open", refuse)
    result = read(tmp_path / "locked")
    assert result.errors == ["unreadable-source"]
    assert "Permission denied" in result.notes[0].message


@pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_empty_files(content: bytes, tmp_path: Path) -> None:
    assert read_bytes(tmp_path, content).errors == ["empty-source"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_recognised(encoding: str, tmp_path: Path) -> None:
    result = read_bytes(tmp_path, GOOD.decode().encode(encoding))
    assert result.errors == ["wrong-encoding"]
    assert "line 1" in result.notes[0].message


def test_invalid_utf_8_names_the_line(tmp_path: Path) -> None:
    umlaut = snake(data={"x": "\u00fc"})
    bad = json.dumps(umlaut, ensure_ascii=False).encode("latin-1") + b"\n"
    result = read_bytes(tmp_path, GOOD + bad + GOOD)
    assert result.errors == ["wrong-encoding"]
    assert result.notes[0].message.startswith(f"{tmp_path / 'export'}, line 2: ")
    assert len(result.assets) == 2
    indented = json.dumps([umlaut], ensure_ascii=False, indent=1)
    result = read_bytes(tmp_path, indented.encode("latin-1"))
    line = 1 + indented[: indented.index("\u00fc")].count("\n")
    assert result.notes[0].origin is not None
    assert (result.errors[0], result.notes[0].origin.line) == ("wrong-encoding", line)


HEAD = b'{"name":"//x","asset_type":"compute.googleapis.com/BackendService",'
BIG = b'"big":12345678901234567890,'
"""An integer that takes another parser, which must be as strict."""


@pytest.mark.parametrize(
    "garbage",
    [
        b"garbage",
        b"]",
        b'{"name":"//x","asset_type":"compute.googleapis.com/Disk","resource":{',
        HEAD + b'"resource":{',
        HEAD + b'"resource":NaN}',
        HEAD + b'"resource":{"data":{"a":Infinity}}}',
        HEAD + BIG + b'"resource":NaN}',
        HEAD + BIG + b'"y":1e999}',
        HEAD + BIG + b'"y":"\\ud800"}',
        HEAD + BIG + b'"y":}',
        HEAD + b'"y":' + b"9" * 5000 + b"}",
    ],
)
def test_a_garbage_line_is_reported_and_the_others_are_read(garbage: bytes, tmp_path: Path) -> None:
    disk = ndjson(snake(kind=DISK))
    result = read_bytes(tmp_path, GOOD + disk * 3 + garbage + b"\n" + disk + GOOD)
    assert result.errors == ["not-json"]
    assert result.notes[0].origin is not None
    assert result.notes[0].origin.line == 5
    assert len(result.assets) == 2


def test_a_garbage_first_line_does_not_hide_the_rest(tmp_path: Path) -> None:
    for first in (b"Exporting...\n", b'{"name": "//x", "asset_typ\n'):
        result = read_bytes(tmp_path, first + GOOD)
        assert result.errors == ["not-json"]
        assert len(result.assets) == 1


@pytest.mark.parametrize("depth", [300, 1100, 100_000])
def test_deep_nesting_is_an_error_of_one_record(depth: int, tmp_path: Path) -> None:
    deep = ndjson(snake())[:-2] + b',"x":' + b"[" * depth + b"]" * depth + b"}\n"
    for tail in (b"", b'"y": 12345678901234567890,'):
        result = read_bytes(tmp_path, GOOD + deep.replace(b'"x"', tail + b'"x"') + GOOD)
        assert result.errors == ["not-json"]
        assert "nested" in result.notes[0].message
        assert len(result.assets) == 2


@pytest.mark.parametrize("cut", [1, 2, 30, 300])
def test_a_last_line_that_is_cut(cut: int, tmp_path: Path) -> None:
    for kind in (BACKEND, DISK):
        content = GOOD + ndjson(snake(kind=DISK)) * 2 + ndjson(snake(kind=kind))[: -1 - cut]
        result = read_bytes(tmp_path, content)
        assert result.errors == ["truncated-source"]
        assert "line 4" in result.notes[0].message
        assert len(result.assets) == 1


@pytest.mark.parametrize("cut", [2, 3, 50, 700])
def test_an_array_that_is_cut(cut: int, tmp_path: Path) -> None:
    content = pretty([camel(), camel(), camel()])
    result = read_bytes(tmp_path, content[:-cut])
    assert result.errors == ["truncated-source"]
    assert len(result.assets) == (3 if cut < 4 else 2)


def test_text_after_an_array_is_reported(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, pretty([camel()]) + b"Listed 1 item.\n")
    assert result.errors == ["not-json"]
    assert len(result.assets) == 1


@pytest.mark.parametrize("element", [b"}", b'1, "x", null', b"{]"])
def test_strange_elements_of_an_array_are_reported(element: bytes, tmp_path: Path) -> None:
    result = read_bytes(tmp_path, pretty([camel()]).rstrip()[:-1] + b"," + element + b"]")
    assert result.errors
    assert set(result.errors) <= {"not-json", "not-an-asset-export"}
    assert len(result.assets) == 1


def test_records_without_name_or_type_are_listed_and_then_counted(tmp_path: Path) -> None:
    nameless = {"asset_type": BACKEND, "resource": {"data": {}}}
    typeless = {"name": NAME, "resource": {"data": {}}}
    result = read_bytes(tmp_path, GOOD + ndjson(*[nameless] * 25, typeless) + GOOD)
    assert result.errors == ["record-without-name"] * 20 + ["record-without-type", "record-without-name"]
    assert "line 2" in result.notes[0].message
    assert "5 more (25 in all)" in result.notes[-1].message
    assert NAME in result.notes[20].message
    assert (len(result.assets), result.summaries[0].records) == (2, 28)


@pytest.mark.parametrize(
    "broken",
    [
        {"name": NAME, "asset_type": BACKEND, "resource": "text"},
        {"name": NAME, "asset_type": BACKEND, "resource": {"data": [1]}},
        {"name": NAME, "asset_type": BACKEND, "iam_policy": [1]},
        {"asset": {"name": NAME, "asset_type": BACKEND, "asset": {}}},
    ],
)
def test_records_of_the_wrong_form(broken: dict[str, object], tmp_path: Path) -> None:
    result = read_bytes(tmp_path, GOOD + ndjson(broken))
    assert result.errors == ["invalid-record"]
    assert "line 2" in result.notes[0].message
    assert len(result.assets) == 1


def test_json_text_in_a_bigquery_row_that_does_not_parse(tmp_path: Path) -> None:
    row = {"name": NAME, "asset_type": BACKEND, "resource": {"data": '{"a": '}}
    result = read_bytes(tmp_path, GOOD + ndjson(row))
    assert result.errors == ["not-json"]
    assert "line 2: resource.data is not valid JSON" in result.notes[0].message


@pytest.mark.parametrize("start", [b"[", b""])
def test_an_oversized_record_ends_its_file_but_not_the_others(start: bytes, tmp_path: Path) -> None:
    huge = b'{"name": "//x", "asset_type": "' + b"x" * (MAX_RECORD + 10) + b'"}'
    head = start + GOOD.strip() + (b", " if start else b"\n")
    (tmp_path / "a").write_bytes(head + huge)
    (tmp_path / "b").write_bytes(GOOD)
    result = read(tmp_path / "a", tmp_path / "b")
    assert result.errors == ["oversized-record"]
    assert "64 MiB" in result.notes[0].message
    assert f"line {1 if start else 2}: " in result.notes[0].message
    assert len(result.assets) == 2


def test_a_list_whose_last_page_is_missing(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(pretty({"assets": [camel()], "nextPageToken": "x"}))
    assert read(tmp_path / "1").errors == ["incomplete-list"]
    (tmp_path / "2").write_bytes(pretty({"assets": [camel()]}))
    assert not read(tmp_path / "1", tmp_path / "2").notes


def test_no_message_shows_data(tmp_path: Path) -> None:
    secret = json.dumps(snake(data={"iap": {"oauth2ClientSecret": "hush-hush"}}))
    result = read_bytes(tmp_path, secret[:-1].encode() + b" NaN}\n" + secret[:-9].encode() + b"\n" + GOOD * 2)
    assert result.errors == ["not-json", "not-json"]
    assert not any("hush" in note.message + note.hint for note in result.notes)
