"""What a source says when the user gave something near to what is wanted."""

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from asset_shapes import BACKEND, DISK, NAME, POLICY, ndjson, read, snake

GOOD = ndjson(snake())
IAM = {"name": NAME, "asset_type": BACKEND, "iam_policy": POLICY}


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("export.ndjson", GOOD)
    return stream.getvalue()


def tarred() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        member = tarfile.TarInfo("export.ndjson")
        member.size = len(GOOD)
        archive.addfile(member, io.BytesIO(GOOD))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [(gzip.compress(gzip.compress(GOOD)), "gzip"), (zipped(), "ZIP archive"), (tarred(), "tar archive")],
)
def test_a_packed_export_is_called_that(tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "export").write_bytes(content)
    [note] = read(tmp_path / "export").notes
    assert what in note.message
    assert note.hint.startswith("Unpack")


def test_nothing_but_iam_policies_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "iam.ndjson").write_bytes(ndjson({**IAM, "asset_type": DISK}, IAM))
    result = read(tmp_path / "iam.ndjson")
    assert [note.code for note in result.notes] == ["no-resources"]
    assert "--content-type=resource" in result.notes[0].hint


@pytest.mark.parametrize("kind", [BACKEND, DISK])
def test_iam_policies_beside_resources_of_whatever_type_are_fine(tmp_path: Path, kind: str) -> None:
    (tmp_path / "iam.ndjson").write_bytes(ndjson(IAM))
    (tmp_path / "resources.ndjson").write_bytes(ndjson(snake(kind=kind)))
    assert read(tmp_path).notes == []


def test_files_that_lie_in_a_folder_by_chance_bring_no_advice(tmp_path: Path) -> None:
    (tmp_path / "export.ndjson").write_bytes(GOOD)
    (tmp_path / "notes.md").write_text("# Notes")
    [note] = read(tmp_path).notes
    assert note.message.endswith("skipped.")
    assert note.hint == ""


def test_a_file_below_a_closed_folder_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: object) -> os.stat_result:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "lstat", refuse)
    [note] = read(tmp_path / "closed" / "export.ndjson").notes
    assert "Permission denied" in note.message


def test_a_glob_that_matches_nothing_asks_to_check_it(tmp_path: Path) -> None:
    [note] = read(str(tmp_path / "*.ndjsonn")).notes
    assert note.hint.startswith("Check the path")
