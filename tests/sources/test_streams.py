"""Compression, pipes and damaged streams."""

import bz2
import gzip
import hashlib
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from asset_shapes import DISK, NAME, WANTED, camel, ndjson, pretty, read, read_bytes, snake

from lbpolicy.sources import Sources
from lbpolicy.sources.compressed import BLOCK, gunzip, unzstd

GOOD = ndjson(snake())


def noise(seed: int, count: int) -> str:
    """Return text that hardly compresses, the same each time."""
    return hashlib.shake_128(str(seed).encode()).hexdigest(count)


MANY = b"".join(ndjson(snake(f"//x/{i}", data={"noise": noise(i, 400)})) for i in range(3000))
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("kind", COMPRESS)
@pytest.mark.parametrize("content", [GOOD, MANY, pretty([camel()])])
def test_compression_is_recognised_by_content(kind: str, content: bytes, tmp_path: Path) -> None:
    plain, packed = read_bytes(tmp_path, content), read_bytes(tmp_path, COMPRESS[kind](content))
    assert not packed.notes
    assert packed.assets == plain.assets
    assert len(packed.assets) >= 1


@pytest.mark.parametrize("kind", COMPRESS)
def test_several_members(kind: str, tmp_path: Path) -> None:
    parts = [MANY[i : i + 40_000] for i in range(0, len(MANY), 40_000)]
    packed = b"".join(COMPRESS[kind](part) for part in (b"", *parts, b""))
    result = read_bytes(tmp_path, packed)
    assert len(result.assets) == 3000
    assert not result.notes


def test_padding_after_gzip_is_ignored(tmp_path: Path) -> None:
    assert not read_bytes(tmp_path, gzip.compress(GOOD) + b"\0" * 1000).notes


@pytest.mark.parametrize("length", [0, 1, 65_000, 65_536, 300_000])
def test_members_after_padding_are_read(length: int, tmp_path: Path) -> None:
    result = read_bytes(tmp_path, gzip.compress(GOOD) + b"\0" * length + gzip.compress(GOOD))
    assert result.names == [NAME, NAME]
    assert not result.notes


@pytest.mark.parametrize("kind", COMPRESS)
@pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
def test_a_cut_stream_keeps_what_comes_before(kind: str, share: float, tmp_path: Path) -> None:
    packed = COMPRESS[kind](MANY)
    result = read_bytes(tmp_path, packed[: int(len(packed) * share)])
    assert result.errors == ["truncated-source"]
    assert kind in result.notes[0].message
    assert len(result.assets) > 3000 * (share - 0.3)
    assert result.assets == read_bytes(tmp_path, MANY).assets[: len(result.assets)]


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_cut_array_is_one_error(kind: str, tmp_path: Path) -> None:
    packed = COMPRESS[kind](pretty([snake(f"//x/{i}") for i in range(9000)]))
    result = read_bytes(tmp_path, packed[: len(packed) // 2])
    assert result.errors == ["truncated-source"]
    assert result.assets


@pytest.mark.parametrize("kind", COMPRESS)
@pytest.mark.parametrize("length", [4, 5, 9, 20])
def test_a_stream_cut_in_its_head(kind: str, length: int, tmp_path: Path) -> None:
    assert read_bytes(tmp_path, COMPRESS[kind](GOOD)[:length]).errors == ["truncated-source"]


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_damaged_stream(kind: str, tmp_path: Path) -> None:
    packed = bytearray(COMPRESS[kind](MANY))
    packed[len(packed) // 2 : len(packed) // 2 + 50] = b"\xff" * 50
    result = read_bytes(tmp_path, bytes(packed))
    assert "truncated-source" in result.errors
    assert len(result.assets) > 500


def test_other_data_after_gzip(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, gzip.compress(GOOD) + b"trailing rubbish, long enough")
    assert result.errors == ["truncated-source"]
    assert result.names == [NAME]


def test_a_wrong_checksum(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(GOOD))
    packed[-8] ^= 1
    assert read_bytes(tmp_path, bytes(packed)).errors == ["truncated-source"]


def test_compression_that_is_not_supported_is_not_taken_for_data(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, bz2.compress(GOOD)).errors == ["not-json"]


def test_nested_compression_is_not_undone(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, gzip.compress(gzip.compress(GOOD))).errors == ["not-json"]


@pytest.mark.parametrize(("kind", "unpack", "most"), [("gzip", gunzip, BLOCK), ("zstd", unzstd, 2**24)])
def test_a_bomb_unpacks_in_bounded_blocks(kind: str, unpack: Callable[..., object], most: int) -> None:
    packed = io.BytesIO(COMPRESS[kind](b"\n" * 100_000_000))
    sizes = [len(block) for block in unpack(packed.read)]  # type: ignore[attr-defined]
    assert sum(sizes) == 100_000_000
    assert max(sizes) <= most


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (GOOD, gzip.compress(GOOD), pretty([camel()])):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        result = read("-", "-")
        assert result.names == [NAME]
        assert result.assets[0].origin.file == "-"
        assert [summary.file for summary in result.summaries] == ["-"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    result = read("-")
    assert result.errors == ["empty-source"]
    assert result.notes[0].message == "standard input is empty."


def test_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert read("-").errors == ["unreadable-source"]


def test_a_failing_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(io.BytesIO):
        def readinto(self, view: object, /) -> int:
            if self.tell() > 100_000:
                raise OSError(5, "Input/output error")
            return super().readinto(memoryview(view)[:50_000])  # type: ignore[arg-type]

    (tmp_path / "export").write_bytes(MANY)
    monkeypatch.setattr(Path, "open", lambda *_: Failing(MANY))
    result = read(tmp_path / "export")
    assert result.errors == ["unreadable-source"]
    assert "Input/output error" in result.notes[0].message
    assert len(result.assets) > 10


def test_an_abandoned_scan_closes_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO(gzip.compress(MANY))
    (tmp_path / "export").write_bytes(b"x")
    monkeypatch.setattr(Path, "open", lambda *_: file)
    assets = iter(Sources([str(tmp_path / "export")], WANTED, lambda _: None))
    next(assets)
    assert not file.closed
    assets.close()  # type: ignore[attr-defined]
    assert file.closed


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_progress_counts_the_bytes_of_the_files(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    content = pack(MANY + ndjson(snake(kind=DISK, data={"noise": noise(0, 2_000_000)})))
    (tmp_path / "a").write_bytes(content)
    (tmp_path / "b").write_bytes(GOOD)
    seen: list[tuple[int, int]] = []
    list(Sources([str(tmp_path)], WANTED, lambda _: None, lambda done, total: seen.append((done, total))))
    total = len(content) + len(GOOD)
    assert seen[-1] == (total, total)
    assert {one for _, one in seen} == {total}
    assert 2 <= len(seen) <= total // 1_000_000 + 1
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
