"""Load balancers as graphs."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from inventory_records import WORLD, asset, compute, every_kind, inventory, name_of, serverless
from plan_records import created

from lbpolicy.inventory import Topology, sketch
from lbpolicy.inventory.absence import Absence
from lbpolicy.inventory.store import Stored, _parsed
from lbpolicy.inventory.topology import MAX_CONNECTIONS, MAX_NODES
from lbpolicy.model import Asset, LoadBalancer

WEB = f"{WORLD}/urlMaps/web"


def drawn(assets: Iterable[Asset]) -> dict[str, LoadBalancer]:
    """Return the load balancers by the last part of their names."""
    return {one.short_name: one for one in Topology(inventory(assets)).load_balancers()}


def stages(balancer: LoadBalancer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in balancer.nodes:
        found.setdefault(node.stage, []).append(f"{node.asset.short_name}:{node.state}")
    return found


def steps(balancer: LoadBalancer) -> list[tuple[str, str, str]]:
    short = {node.asset.name: node.asset.short_name for node in balancer.nodes}
    return [(short[one.source], one.path, short[one.target]) for one in balancer.connections]


def replaced(changed: Asset) -> list[Asset]:
    return [changed, *(one for one in serverless() if one.name != changed.name)]


def test_a_load_balancer_goes_from_its_frontends_to_its_targets() -> None:
    balancers = drawn(every_kind())
    assert sorted(balancers) == ["redirect", "web"]
    assert balancers["web"].project == "p"
    assert stages(balancers["web"]) == {
        "frontend": ["https:resolved", "mapped:resolved"],
        "proxy": ["mapped:resolved", "web:resolved"],
        "tls": ["m:resolved", "web:resolved", "web:resolved"],
        "url_map": ["web:resolved"],
        "backend": ["files:resolved", "web:resolved"],
        "target": ["web:resolved", "app:resolved", "files:resolved"],
    }
    assert stages(balancers["redirect"])["frontend"] == ["http:resolved"]
    assert ("web", "/backends/0/group", "web") in steps(balancers["web"])
    assert ("files", "/bucketName", "files") in steps(balancers["web"])
    assert ("web", "/pathMatchers/0/defaultService", "files") in steps(balancers["web"])


def test_a_picture_says_a_few_things_of_each_asset() -> None:
    tls = [dict(node.facts) for node in drawn(every_kind())["web"].nodes if node.stage == "tls"]
    said = {
        (node.stage, node.asset.short_name): dict(node.facts) for node in drawn(every_kind())["web"].nodes
    }
    assert said["frontend", "https"] == {"port": "443", "tier": "PREMIUM"}
    assert {"profile": "COMPATIBLE", "from": "TLS 1.2"} in tls
    assert {"for": "example.com", "by": "Google"} in tls
    assert said["backend", "web"] == {"protocol": "HTTP", "IAP": "on", "Cloud Armor": "web"}
    assert said["target", "app"] == {"ingress": "all"}
    assert "hush" not in str(said)


def test_what_is_not_at_hand_says_why() -> None:
    gone = drawn(one for one in serverless() if not one.name.endswith("backendServices/web"))
    assert stages(gone["web"])["backend"] == ["web:unexported"]  # no backend service at all was exported
    other = compute(f"{WORLD}/backendServices/other", {"loadBalancingScheme": "EXTERNAL_MANAGED"})
    missing = drawn([other, *(one for one in serverless() if not one.name.endswith("backendServices/web"))])
    assert stages(missing["web"])["backend"] == ["web:missing"]


def test_a_reference_that_is_none_is_drawn_as_it_stands() -> None:
    broken = drawn(replaced(compute(WEB, {"defaultService": "no reference"})))
    assert stages(broken["web"])["target"] == ["no reference:unknown"]


def test_the_way_may_end_before_a_url_map() -> None:
    proxy = compute(f"{WORLD}/targetHttpsProxies/web", {"urlMap": f"{WORLD}/urlMaps/gone"})
    balancers = drawn(replaced(proxy))
    assert stages(balancers["gone"]) == {
        "frontend": ["https:resolved"],
        "proxy": ["web:resolved"],
        "url_map": ["gone:missing"],
    }
    alone = drawn([compute(f"{WORLD}/targetHttpsProxies/web", {}), serverless()[0]])
    assert stages(alone["web"]) == {"frontend": ["https:resolved"], "proxy": ["web:resolved"]}


def test_an_internal_load_balancer_is_left_out_and_a_doubtful_one_is_not() -> None:
    def scheme(one: Asset, value: str) -> Asset:
        data: Any = {**(one.data or {}), "loadBalancingScheme": value}
        return compute(one.name, data) if "loadBalancingScheme" in data and "Rules" in one.name else one

    internal = drawn(scheme(one, "INTERNAL_MANAGED") for one in serverless())
    assert "web" not in internal
    assert "web" in drawn(one for one in serverless() if "forwardingRules" not in one.name)
    assert "web" in drawn([compute(WEB, {})])


def test_a_picture_is_bounded_and_says_what_it_leaves_out() -> None:
    services = [f"{WORLD}/backendServices/s{number:04}" for number in range(1500)]
    rules = [{"paths": [f"/{n}"], "service": url} for n, url in enumerate(services)]
    url_map = compute(WEB, {"pathMatchers": [{"name": "m", "pathRules": rules}]})
    big = drawn([*replaced(url_map), *(compute(url, {"protocol": "HTTP"}) for url in services)])["web"]
    assert len(big.nodes) == MAX_NODES
    assert big.left_out == 1500 + 5 - MAX_NODES
    repeated = [{"paths": [f"/{n}"], "service": services[0]} for n in range(1500)]
    url_map = compute(WEB, {"pathMatchers": [{"name": "m", "pathRules": repeated}]})
    assert len(drawn(replaced(url_map))["web"].connections) == MAX_CONNECTIONS


def test_what_a_plan_does_not_know_is_said() -> None:
    service = created(f"{WORLD}/backendServices/web", {"loadBalancingScheme": "EXTERNAL"}, ("/protocol",))
    nodes = drawn(replaced(service))["web"].nodes
    assert ("not known yet", "/protocol") in next(n.facts for n in nodes if n.stage == "backend")


def test_the_scope_is_what_is_held_whole() -> None:
    whole = inventory(every_kind())
    scope = Absence(whole).scope()
    assert set(scope) == {"p"}
    assert "compute.googleapis.com/UrlMap" in scope["p"]
    assert "compute.googleapis.com/SslPolicy" in scope["p"]
    assert Absence(inventory(serverless())).scope()["p"] == tuple(
        one for one in scope["p"] if "BackendBucket" not in one and "certificatemanager" not in one
    )
    lossy = inventory(every_kind())
    lossy.lossy = True
    assert Absence(lossy).scope() == {}
    assert Absence(inventory([created(WEB)])).scope() == {}


def test_a_bucket_that_nobody_knows_may_be_anybodys() -> None:
    bucket = compute(f"{WORLD}/backendBuckets/files", {"bucketName": "files"})
    other = asset("//storage.googleapis.com/others", "storage.googleapis.com/Bucket", {"name": "others"})
    url_map = compute(WEB, {"defaultService": name_of(f"{WORLD}/backendBuckets/files")})
    assert stages(drawn([url_map, bucket, other])["web"])["target"] == ["files:unknown"]


def test_what_many_share_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    services = [f"{WORLD}/backendServices/s{number:02}" for number in range(30)]
    rules = [{"paths": [f"/{n}"], "service": url} for n, url in enumerate(services)]
    shared = {"pathMatchers": [{"name": "m", "pathRules": rules}]}
    backends = {"backends": [{"group": f"{WORLD}/networkEndpointGroups/gone"}]}
    maps = [compute(f"{WORLD}/urlMaps/m{number:03}", shared) for number in range(100)]
    assets = inventory([*maps, *(compute(url, backends) for url in services)])
    sketched: Counter[str] = Counter()

    def facts(one: Stored) -> tuple[tuple[str, str], ...]:
        sketched[one.name] += 1
        return ()

    monkeypatch.setattr(sketch, "facts", facts)
    parsed = _parsed.cache_info()
    first, *others = Topology(assets).load_balancers()
    calls = _parsed.cache_info().hits + _parsed.cache_info().misses - parsed.hits - parsed.misses
    assert len(others) == 99
    assert sketched.total() == len(sketched) == 130
    assert calls <= 130, "the scheme of a backend service is read once"
    below = {id(one) for one in first.nodes if one.stage != "url_map"}
    links = {id(one) for one in first.connections if one.source != first.name}
    assert len(below) == 31
    assert len(links) == 30
    for other in others:
        assert {id(one) for one in other.nodes if one.stage != "url_map"} == below
        assert {id(one) for one in other.connections if one.source != other.name} == links
