"""Which files are read: directories, globs, sharded exports."""

import os
import socket
from pathlib import Path

import pytest
from asset_shapes import DISK, NAME, WANTED, ndjson, read, snake

from lbpolicy.model import SourceSummary

GOOD = ndjson(snake())
FIXTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "fixtures" / "forseti"


def write(file: Path, content: bytes = GOOD) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def record(name: str) -> bytes:
    return ndjson(snake(f"//x/{name}"))


def test_directories_are_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2", "b/1", "a", "c/d/e"):
        write(tmp_path / name, record(name))
    for name in (".hidden", "b/.git/x"):
        write(tmp_path / name, b"garbage")
    result = read(tmp_path)
    assert result.names == ["//x/a", "//x/b/1", "//x/b/2", "//x/c/d/e"]
    assert result.assets[0].origin.file == str(tmp_path / "a")
    assert not result.notes


def test_relative_paths_stay_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "exports/a")
    monkeypatch.chdir(tmp_path)
    assert [summary.file for summary in read("exports", ".").summaries] == ["exports/a"]
    assert read(".").summaries[0].file == "exports/a"
    assert read("exports/a").assets[0].origin.file == "exports/a"


def test_globs_that_the_shell_left(tmp_path: Path) -> None:
    for name in ("a1.json", "a2.json", "b.json", "deep/er/a3.json"):
        write(tmp_path / name, record(name))
    assert read(tmp_path / "a*.json").names == ["//x/a1.json", "//x/a2.json"]
    assert read(tmp_path / "**" / "a*.json").names == ["//x/a1.json", "//x/a2.json", "//x/deep/er/a3.json"]
    assert read(tmp_path / "d*").names == ["//x/deep/er/a3.json"]
    assert len(read(tmp_path / "**").names) == 4


def test_a_name_with_glob_characters_that_exists_is_a_name(tmp_path: Path) -> None:
    write(tmp_path / "a[1].json")
    write(tmp_path / "a1.json", b"garbage")
    assert read(tmp_path / "a[1].json").names == [NAME]


def test_a_file_is_read_once_however_often_it_is_named(tmp_path: Path) -> None:
    file = write(tmp_path / "a")
    (tmp_path / "link").symlink_to(file)
    result = read(tmp_path, file, tmp_path / "*", tmp_path / "link")
    assert result.names == [NAME]
    assert not result.notes


def test_a_file_named_beside_its_directory_is_explicit(tmp_path: Path) -> None:
    write(tmp_path / "a")
    readme = write(tmp_path / "README", b"text")
    assert read(tmp_path).errors == []
    assert read(tmp_path, readme).errors == ["not-json"]


def test_symbolic_links_that_lead_in_circles(tmp_path: Path) -> None:
    write(tmp_path / "a/b/file")
    (tmp_path / "a/b/up").symlink_to(tmp_path / "a")
    assert read(tmp_path).names == [NAME]


def test_a_broken_link_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "a")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    result = read(tmp_path)
    assert result.errors == ["unreadable-source"]
    assert result.names == [NAME]
    assert read(tmp_path / "gone").errors == ["unreadable-source"]


def test_what_is_no_regular_file_is_left_out_of_directories(tmp_path: Path) -> None:
    write(tmp_path / "a")
    os.mkfifo(tmp_path / "pipe")  # opening it would block forever
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(os.path.relpath(tmp_path / "socket"))
        assert read(tmp_path).names == [NAME]


def test_a_directory_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a/file")
    write(tmp_path / "b/file")
    listing = Path.iterdir

    def refuse(path: Path) -> object:
        if path.name == "b":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    result = read(tmp_path)
    assert result.errors == ["unreadable-source"]
    assert str(tmp_path / "b") in result.notes[0].message
    assert result.names == [NAME]


def test_unwanted_shards_of_an_export_are_not_opened(tmp_path: Path) -> None:
    service = tmp_path / "2026-01-01/compute.googleapis.com"
    write(service / "BackendService/0")
    write(service / "BackendService/1")
    write(service / "Instance/0", b"\xff not even JSON")
    write(tmp_path / "2026-01-01/apps.k8s.io/Deployment/0", b"\xff")
    write(tmp_path / "my.backups/Monday/export", record("kept"))
    seen: list[int] = []
    result = read(tmp_path)
    assert not result.notes
    assert result.names == [NAME, NAME, "//x/kept"]
    skipped = [summary for summary in result.summaries if summary.shape == "not needed"]
    assert len(skipped) == 2
    assert SourceSummary(str(service / "Instance/0"), "not needed", 0, 0) in skipped
    assert read(service).names == [NAME, NAME]
    assert read(service / "Instance/0").errors == ["not-json"]
    assert not seen


def test_a_directory_without_files(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "a")
    result = read(tmp_path / "empty", tmp_path / "a")
    assert result.errors == ["no-assets"]
    assert "no files were found" in result.notes[0].message
    result = read(tmp_path / "*.gz", tmp_path / "a")
    assert result.errors == ["no-assets"]
    assert "*.gz" in result.notes[0].message


def test_a_directory_without_wanted_records_says_how_many_it_read(tmp_path: Path) -> None:
    write(tmp_path / "d/a", ndjson(snake(kind=DISK)) * 3)
    write(tmp_path / "d/b", ndjson(snake(kind=DISK)) * 4)
    write(tmp_path / "good")
    for path in (tmp_path / "d", tmp_path / "d/*"):
        result = read(path, tmp_path / "good")
        assert result.errors == ["no-assets"]
        assert "none of the 7 records" in result.notes[0].message


def test_one_file_of_several_may_be_without_wanted_records_but_not_all(tmp_path: Path) -> None:
    disk, good = write(tmp_path / "disk", ndjson(snake(kind=DISK))), write(tmp_path / "good")
    assert not read(disk, good).notes
    result = read(disk)
    assert result.errors == ["no-assets"]
    assert str(disk) in result.notes[0].message
    assert read(disk, write(tmp_path / "disk2", ndjson(snake(kind=DISK)))).errors == ["no-assets"]


def test_an_empty_array_is_no_error_beside_others(tmp_path: Path) -> None:
    assert not read(write(tmp_path / "a", b"[]"), write(tmp_path / "b")).notes
    assert not read(write(tmp_path / "a", b'{"readTime": "2026-01-01T00:00:00Z"}'), tmp_path / "b").notes
    result = read(tmp_path / "a")
    assert result.errors == ["no-assets"]
    assert "no asset records were found" in result.notes[0].message


def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/\xff.json"
    Path(os.fsdecode(file)).write_bytes(GOOD)
    assert read(tmp_path).assets[0].origin.file.encode().endswith("\ufffd.json".encode())


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    write(tmp_path / "a")
    assert read(tmp_path).assets == read(tmp_path).assets


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the shared fixtures are not here")
def test_exports_that_others_wrote() -> None:
    wanted = WANTED | {"compute.googleapis.com/GlobalForwardingRule", "compute.googleapis.com/Instance"}
    result = read(FIXTURES, wanted=wanted)
    assert not result.notes
    assert [(Path(s.file).name, s.shape, s.records, s.assets) for s in result.summaries] == [
        ("mock_cai_iam_policies.dump", "NDJSON", 22, 4),
        ("mock_cai_resources.dump", "NDJSON", 133, 11),
        ("mock_cai_resources.pre-2019-10-old-field-names.dump", "NDJSON", 127, 11),
    ]
    lines = {(asset.origin.file, asset.origin.line) for asset in result.assets}
    assert len(lines) == len(result.assets)
    assert sum(asset.iam_policy is not None for asset in result.assets) == 4
