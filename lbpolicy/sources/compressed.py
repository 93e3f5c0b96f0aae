"""Decompression as iterators of blocks, bounded in memory whatever the ratio, exact about where data ends.

A thread that decompresses ahead was tried: it wins nothing, for the two wait for each other at every block.
"""

from collections.abc import Callable, Iterator

from lbpolicy.sources.faults import ReadError

GZIP = b"\x1f\x8b"
"""Magic bytes (RFC 1952)."""
ZSTD = b"\x28\xb5\x2f\xfd"
"""Magic bytes (RFC 8878)."""

BLOCK = 512 * 1024
"""Bytes of a decompressed block, at most."""
_CHUNK = 64 * 1024
"""Compressed bytes per read."""
_PIECE = 512
"""Compressed bytes that zstd sees at once: four can unpack to 128 KiB, so at most 16 MiB come out."""

Read = Callable[[int], bytes]
"""Read at most so many compressed bytes; b"" at the end."""


def gunzip(read: Read) -> Iterator[bytes]:
    """Yield the decompressed blocks of a gzip file of any number of members.

    Everything before a cut or a damaged place is yielded, then ReadError("truncated-source") is raised.
    """
    from isal import igzip_lib

    data = read(_CHUNK)
    while data:
        member = igzip_lib.IgzipDecompressor(igzip_lib.DECOMP_GZIP)
        while not member.eof:
            if member.needs_input and not data:
                data = read(_CHUNK)
                if not data:
                    raise _cut("gzip")
            try:
                block = member.decompress(data, BLOCK)
            except igzip_lib.IsalError as error:  # type: ignore[misc]  # its stub declares an instance
                raise _damaged("gzip") from error
            data = b""
            if block:
                yield block
        data = member.unused_data.lstrip(b"\0")  # tape tools pad with zeros
        while not data and (more := read(_CHUNK)):
            data = more.lstrip(b"\0")


def unzstd(read: Read) -> Iterator[bytes]:
    """Yield the decompressed blocks of a zstd file of any number of frames.

    Everything before a cut or a damaged place is yielded, then ReadError("truncated-source") is raised.
    The stream reader of the library would take a cut file for a whole one.
    """
    import zstandard

    frame = None
    while data := read(_CHUNK):
        for start in range(0, len(data), _PIECE):
            piece = data[start : start + _PIECE]
            while piece:
                frame = frame or zstandard.ZstdDecompressor().decompressobj()
                try:
                    block = frame.decompress(piece)
                except zstandard.ZstdError as error:
                    raise _damaged("zstd") from error
                if block:
                    yield block
                piece = frame.unused_data if frame.eof else b""
                frame = None if frame.eof else frame
    if frame is not None:
        raise _cut("zstd")


def _cut(kind: str) -> ReadError:
    return ReadError(
        "truncated-source",
        f"the {kind} stream ends early; what comes before the cut is used",
        "Download or export the file again.",
    )


def _damaged(kind: str) -> ReadError:
    return ReadError(
        "truncated-source",
        f"the {kind} stream is damaged; what comes before the damage is used",
        "Download or export the file again.",
    )
