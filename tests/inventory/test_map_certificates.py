"""Certificates behind a certificate map: one link for each entry and certificate, and what cannot be told."""

from dataclasses import replace
from typing import Any

import pytest
from inventory_records import MANAGER, WORLD, asset, compute, document, inventory, name_of, short, states

from lbpolicy.inventory import links, tls
from lbpolicy.model import Asset

HTTPS = f"{WORLD}/targetHttpsProxies/x"
MAP = f"{MANAGER}/certificateMaps/m"
KIND = "certificatemanager.googleapis.com/Certificate"
PROXY = compute(HTTPS, {"certificateMap": MAP})
THE_MAP = asset(MAP, f"{KIND}Map", {})


def certificate(name: str) -> Asset:
    data = {"managed": {"domains": [f"{name}.example.com"]}, "expireTime": "2026-12-21T00:00:00Z"}
    return asset(f"{MANAGER}/certificates/{name}", KIND, data)


def entry(name: str, *certificates: Any, of: str = MAP, **data: Any) -> Asset:
    references = [c if "/" in c else f"{MANAGER}/certificates/{c}" for c in certificates]
    full_name = f"{of}/certificateMapEntries/{name}"
    return asset(full_name, f"{KIND}MapEntry", {"certificates": references, **data})


def found(*assets: Asset, **rest: Any) -> list[dict[str, Any]]:
    """Return what the proxy sees."""
    seen: list[dict[str, Any]] = document(inventory(assets, **rest), HTTPS)["links"]["map_certificates"]
    return seen


def hostnames(seen: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(link["state"], link.get("hostname", "-"), short([link])[0]) for link in seen]


def test_each_certificate_of_each_entry() -> None:
    seen = found(
        PROXY,
        THE_MAP,
        entry("b", "two", hostname="B.Example.com"),
        entry("a", "one", "two", hostname="*.example.com"),
        entry("primary", "one", matcher="PRIMARY"),
        entry("empty", hostname="empty.example.com"),
        entry("other", "two", of=f"{MANAGER}/certificateMaps/other"),
        certificate("one"),
        certificate("two"),
    )
    assert hostnames(seen) == [
        ("resolved", "*.example.com", "one"),
        ("resolved", "*.example.com", "two"),
        ("resolved", "b.example.com", "two"),
        ("resolved", "", "one"),
    ]
    assert {link["path"] for link in seen} == {"/certificateMap"}
    assert seen[0]["facts"] == {
        "certificates": [],
        "managed": True,
        "names": ["one.example.com"],
        "not_after": "2026-12-21T00:00:00Z",
        "expires_in_days": 30,
    }


def test_a_certificate_that_is_not_there() -> None:
    own = entry("e", "gone", "one", "x/y", hostname="example.com")
    seen = found(PROXY, THE_MAP, own, certificate("one"))
    assert hostnames(seen) == [
        ("missing", "example.com", "gone"),
        ("resolved", "example.com", "one"),
        ("unknown", "example.com", "y"),
    ]
    assert {link["path"] for link in seen} == {"/certificateMap"}
    assert hostnames(found(PROXY, THE_MAP, own))[0] == ("unexported", "example.com", "gone")


@pytest.mark.parametrize("value", [None, "", 5, [], {}])
def test_no_certificate_map(value: Any) -> None:
    assert found(compute(HTTPS, {"certificateMap": value}), THE_MAP, entry("e", "one")) == []


def test_a_map_without_entries() -> None:
    other = entry("e", "one", of=f"{MANAGER}/certificateMaps/other")
    assert found(PROXY, THE_MAP, other, certificate("one")) == []


def test_a_map_that_is_not_there_is_one_gap() -> None:
    other = asset(f"{MANAGER}/certificateMaps/other", f"{KIND}Map", {})
    for parts, state in [([other], "missing"), ([], "unexported"), ([certificate("one")], "unexported")]:
        seen = found(PROXY, *parts)
        assert [(link["state"], link["path"], link["name"]) for link in seen] == [
            (state, "/certificateMap", MAP)
        ]
    assert states(found(compute(HTTPS, {"certificateMap": "x"}))) == ["unknown"]


def test_entries_that_were_not_exported_are_one_gap() -> None:
    seen = found(PROXY, THE_MAP, certificate("one"))
    assert [(link["state"], link["path"], link["name"]) for link in seen] == [
        ("unexported", "/certificateMap", MAP)
    ]
    assert seen[0]["reason"] == f"The inventory holds no {KIND}MapEntry assets."


def test_entries_say_enough_where_the_map_was_not_exported() -> None:
    assert hostnames(found(PROXY, entry("e", "one", hostname="a.example"), certificate("one"))) == [
        ("resolved", "a.example", "one")
    ]


def test_where_something_was_lost_there_may_be_more() -> None:
    parts = [PROXY, THE_MAP, entry("e", "one"), certificate("one")]
    assert states(found(*parts)) == ["resolved"]
    assert states(found(*parts, lossy=True)) == ["resolved", "unexported"]
    cut = replace(entry("f", "one"), truncated=True)
    assert states(found(*parts, cut)) == ["resolved", "resolved", "unexported"]


def test_a_map_by_the_number_of_its_project() -> None:
    proxy = compute(HTTPS, {"certificateMap": MAP.replace("/p/", "/1041/")})
    numbered = entry("e", "one", of=MAP.replace("/p/", "/1041/"))
    assert states(found(proxy, THE_MAP, numbered, certificate("one"))) == ["resolved"]


@pytest.mark.parametrize("hostname", [None, "", 5, ["a"]])
def test_an_entry_without_a_hostname(hostname: Any) -> None:
    seen = found(PROXY, THE_MAP, entry("e", "one", hostname=hostname), certificate("one"))
    assert hostnames(seen) == [("resolved", "", "one")]


@pytest.mark.parametrize("certificates", [None, 5, "x", {}, [5], [["x"]]])
def test_certificates_of_the_wrong_type(certificates: Any) -> None:
    own = replace(entry("e"), data={"certificates": certificates, "hostname": "a.example"})
    assert found(PROXY, THE_MAP, own) == []


@pytest.mark.parametrize(
    ("of", "unknown", "expected"),
    [
        (name_of(HTTPS), "/certificateMap", [("unknown", "-", "")]),
        (entry("e").name, "/certificates", [("unknown", "a.example", "")]),
        (entry("e").name, "/certificates/0", [("unknown", "a.example", "")]),
        (entry("e").name, "/hostname", [("unknown", "-", "")]),
        (entry("e").name, "/state", []),
    ],
)
def test_what_a_plan_does_not_know(of: str, unknown: str, expected: list[Any]) -> None:
    proxy = compute(HTTPS, {} if of == name_of(HTTPS) else {"certificateMap": MAP})
    ready = inventory([proxy, THE_MAP, entry("e", hostname="a.example")])
    ready.assets[of] = replace(ready.assets[of], unknown=(unknown,))
    seen = document(ready, HTTPS)["links"]["map_certificates"]
    assert hostnames(seen) == expected
    assert {link["path"] for link in seen} <= {"/certificateMap"}


def test_a_map_with_more_certificates_than_can_be_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (links, tls):
        monkeypatch.setattr(module, "MAX_LINKS", 3)
    parts = [entry(f"e{number}", "one", hostname=f"{number}.example") for number in range(5)]
    seen = found(PROXY, THE_MAP, certificate("one"), *parts)
    assert states(seen) == ["resolved"] * 3 + ["unknown"]
    assert states(found(PROXY, THE_MAP, certificate("one"), *parts[:3])) == ["resolved"] * 3
