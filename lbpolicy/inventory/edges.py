"""The references of an asset, as edges to the canonical names of others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lbpolicy.inventory import names, pending
from lbpolicy.inventory.references import references
from lbpolicy.inventory.types import NETWORK_ENDPOINT_GROUP, RUN, AssetType
from lbpolicy.model import Json


@dataclass(frozen=True, slots=True)
class Edge:
    """One reference between two assets."""

    pointer: str
    target: str
    """Canonical full name; "" when the text is no reference."""
    text: str
    """What stands there instead of a reference; else empty."""


def edges_of(
    name: str,
    kind: AssetType,
    data: dict[str, Json],
    unknown: Sequence[str],
    canonical_name: Callable[[str, str], str],
) -> list[Edge]:
    """Return the edges of an asset, and write canonical names in place of its references.

    `unknown` are the pointers of what a plan does not know yet: what stands there is no reference.
    `canonical_name(reference, base)` is the full name that a reference means, "" if it is none.
    """
    edges = []
    for reference in references(kind, data):
        if unknown and pending.covers(unknown, reference.pointer):
            continue
        target = canonical_name(reference.text, name)
        if target:
            reference.replace(target)
        edges.append(Edge(reference.pointer, target, "" if target else reference.text))
    if kind is NETWORK_ENDPOINT_GROUP:
        edges += _cloud_run_edge(name, data)
    return edges


def _cloud_run_edge(name: str, data: dict[str, Json]) -> Iterator[Edge]:
    """Yield the reference of a serverless NEG to a Cloud Run service, of its own project and region."""
    run = data.get("cloudRun")
    service = run.get("service") if isinstance(run, dict) else None
    if not isinstance(service, str):
        return
    where = names.place(name)
    region = f"//{RUN}/projects/{where.project}/locations/{where.location}"
    target = names.full_name(f"{region}/services/{service.rpartition('/')[2]}")
    yield Edge("/cloudRun/service", target, "" if target else service)
