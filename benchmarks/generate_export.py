"""Write a synthetic Cloud Asset Inventory export: load balancers among all that an organization has.

Usage, in the root of the checkout:
  python -m benchmarks.generate_export --gigabytes 2 --share 0.03 [--gzip] FILE
The same options give the same bytes.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import count, cycle
from pathlib import Path
from typing import BinaryIO

from benchmarks.bystanders import HEX, SERIAL, bystanders
from benchmarks.measure import GIGABYTE
from examples.architectures import stacks
from examples.architectures.export import Export
from examples.architectures.organization import organization
from examples.architectures.records import Project, Record

TEMPLATE = Project("bench-000000", "900000000000")
SHARE = 0.03
"""Of all records, those of load balancing: about what large organizations have."""
CHUNK = 1 << 20


def dumps(records: Sequence[Record]) -> list[bytes]:
    """Return the lines of an export."""
    return [json.dumps(record, separators=(",", ":")).encode() + b"\n" for record in records]


def faulty() -> list[Record]:
    """Return a serverless load balancer with the faults that are met most."""
    export = Export(stacks.serverless_iap(TEMPLATE))
    export.data("web-backend").update(protocol="HTTPS", logConfig={"enable": False})
    del export.data("web-https-proxy")["sslPolicy"]
    return export.records


STACKS: Sequence[Callable[[], list[Record]]] = (
    lambda: stacks.serverless_iap(TEMPLATE),
    lambda: stacks.vm_two_regions(TEMPLATE),
    faulty,
    lambda: stacks.content_based_bucket(TEMPLATE),
)
"""Load balancers, in turn; each stands in a project of its own."""


def load_balancing() -> Iterator[bytes]:
    """Yield lines of load balancers without end, with their projects; each record once."""
    above = organization(TEMPLATE)
    shared = [record for record in above if "/projects/" not in record["name"]]
    own = [record for record in above if "/projects/" in record["name"]]
    yield from dumps(shared)
    templates = [dumps([*own, *stack()]) for stack in STACKS]
    for serial, lines in zip(count(1), cycle(templates)):
        identity, number = b"bench-%06d" % serial, b"%d" % (int(TEMPLATE.number) + serial)
        for line in lines:
            named = line.replace(TEMPLATE.id.encode(), identity)
            yield named.replace(TEMPLATE.number.encode(), number)


def everything_else() -> Iterator[bytes]:
    """Yield lines of other assets without end; each has digits of its own, which gzip cannot pack."""
    templates = dumps(bystanders())
    for serial, line in zip(count(1), cycle(templates)):
        digits = b"%012d" % serial
        digest = hashlib.blake2b(digits, digest_size=32).hexdigest().encode()
        yield line.replace(SERIAL, digits).replace(HEX, digest)


def mixed(share: float) -> Iterator[bytes]:
    """Yield lines without end, `share` of them of load balancing, evenly spread."""
    ours, others = load_balancing(), everything_else()
    due = 0.0
    while True:
        due += share
        if due >= 1:
            due -= 1
            yield next(ours)
        else:
            yield next(others)


def write(file: BinaryIO, size: int, share: float) -> None:
    """Write at least `size` bytes of whole lines; a share of 0 still gives one load balancer, at the end."""
    chunk: list[bytes] = []
    held = written = 0
    for line in mixed(share):
        chunk.append(line)
        held += len(line)
        if held >= CHUNK or written + held >= size:
            file.write(b"".join(chunk))
            written, held = written + held, 0
            chunk.clear()
        if written >= size:
            break
    if not share:
        file.writelines(dumps([*organization(TEMPLATE), *stacks.serverless_iap(TEMPLATE)]))


def write_file(path: Path, gigabytes: float, share: float = SHARE, *, compress: bool = False) -> Path:
    """Write an export to a file, of so many gigabytes before compression, and return its path."""
    with path.open("wb") as raw:
        if compress:
            with gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
                write(packed, int(gigabytes * GIGABYTE), share)  # type: ignore[arg-type]
        else:
            write(raw, int(gigabytes * GIGABYTE), share)
    return path


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write a synthetic Cloud Asset Inventory export.")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--gigabytes", type=float, default=0.2, help="size before compression (default: 0.2)")
    parser.add_argument("--share", type=float, default=SHARE, help="of load balancing (default: 0.03)")
    parser.add_argument("--gzip", action="store_true", help="compress")
    options = parser.parse_args()
    write_file(options.file, options.gigabytes, options.share, compress=options.gzip)


if __name__ == "__main__":
    main()
