"""How much of each load balancer a report has when there are very many, or very large ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lbpolicy.inventory import fairness
from lbpolicy.inventory.fairness import Bound, fair
from lbpolicy.model import AssetRef, Connection, LoadBalancer, Node

SIZES = st.lists(st.integers(0, 300), min_size=1, max_size=40)


def balancer(name: str, backends: int) -> LoadBalancer:
    """Return a URL map that leads to so many backends, each referred to twice."""
    nodes = [Node(AssetRef(f"{name}{n:04}", "t", "p", "global"), "backend") for n in range(backends)]
    links = [Connection(name, one.asset.name, f"/{path}") for path in "ab" for one in nodes]
    root = Node(AssetRef(name, "t", "p", "global"), "url_map")
    return LoadBalancer(name, "p", (root, *nodes), tuple(links), 0)


@given(SIZES)
def test_what_is_borne_stays_whole(sizes: list[int]) -> None:
    assert Bound(sum(sizes), 1).most(sizes) == max(sizes)
    assert Bound(1, max(sizes)).most(sizes) == max(sizes)


@given(SIZES, st.integers(0, 2000), st.integers(1, 20))
def test_the_largest_are_cut_first_and_no_more_than_needed(
    sizes: list[int], total: int, average: int
) -> None:
    bound = Bound(total, average)
    most, borne = bound.most(sizes), max(total, average * len(sizes))
    assert sum(min(size, most) for size in sizes) <= borne
    assert most == max(sizes) or sum(min(size, most + 1) for size in sizes) > borne
    assert most >= min(average, max(sizes))


def test_of_none_nothing_is_cut() -> None:
    assert fair([]) == ()


def test_a_cut_load_balancer_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fairness, "NODES", Bound(12, 2))
    small, large = balancer("a", 2), balancer("b", 20)
    kept, cut = fair([small, large])
    assert kept is small
    assert cut.nodes == large.nodes[:9]
    assert cut.left_out == 12
    assert {one.target for one in cut.connections} == {node.asset.name for node in large.nodes[1:9]}


def test_connections_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fairness, "CONNECTIONS", Bound(14, 2))
    small, large = balancer("a", 2), balancer("b", 20)
    kept, cut = fair([small, large])
    assert kept is small
    assert (cut.nodes, cut.left_out) == (large.nodes, 0)
    assert cut.connections == large.connections[:10]


def test_many_load_balancers_on_shared_backends_bear_a_bounded_share_each() -> None:
    several = [balancer(f"m{number:04}", 60) for number in range(2000)]
    cut = fair(several)
    assert sum(len(one.nodes) for one in cut) == fairness.NODES.total
    assert sum(len(one.connections) for one in cut) <= fairness.CONNECTIONS.total
    assert {(len(one.nodes), one.left_out) for one in cut} == {(50, 11)}
