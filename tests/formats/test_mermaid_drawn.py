"""Mermaid itself must draw every diagram in a browser, and show names as they are."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from reports import HOSTILE_TEXTS, WEB, finding, hostile_report
from settled_reports import load_balancer, settled_report

from lbpolicy.formats.escape import visible
from lbpolicy.formats.markdown.faults import Faults, faulty_load_balancers
from lbpolicy.formats.markdown.mermaid import diagram
from lbpolicy.model import AssetRef, LoadBalancer, Node

MERMAID = os.environ.get("LBPOLICY_MERMAID", "")

pytestmark = pytest.mark.skipif(not MERMAID, reason="LBPOLICY_MERMAID does not name mermaid.min.js")

DRAW = """async ([text, html]) => {
  mermaid.initialize({startOnLoad: false, securityLevel: "strict", htmlLabels: html,
                      flowchart: {htmlLabels: html}});
  await mermaid.parse(text);
  const place = document.getElementById("place");
  place.innerHTML = (await mermaid.render("drawn", text)).svg;
  const all = [...place.querySelectorAll("*")];
  return {
    nodes: [...place.querySelectorAll(".node .label")].map(one => one.textContent),
    lines: [...place.querySelectorAll(".node .nodeLabel")].map(one => one.innerText),
    edges: [...place.querySelectorAll("g.edgeLabel")].map(one => one.textContent.trim()).filter(t => t),
    arrows: place.querySelectorAll("path.flowchart-link").length,
    tags: [...new Set(all.map(one => one.tagName.toLowerCase()))],
    handlers: all.flatMap(one => [...one.attributes].map(a => a.name)).filter(n => n.startsWith("on")),
    links: all.flatMap(one => [...one.attributes]).filter(a => /href$/.test(a.name)).map(a => a.value),
  };
}"""
APART = "\u200b"
"""Keeps signs apart that Mermaid would take for an icon or a formula; nobody sees it."""
HARMFUL = {"a", "img", "image", "script", "iframe", "use", "object", "animate", "input", "link"}


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    one = browser.new_page(viewport={"width": 1000, "height": 700})
    one.route("**/*", lambda route: route.abort())
    one.set_content("<body><div id=place></div></body>")
    one.add_script_tag(content=Path(MERMAID).read_text(encoding="utf-8"))
    yield one
    one.close()


def drawn(page: Any, text: str, *, html: bool = True) -> dict[str, Any]:
    troubles: list[str] = []
    for event in ("pageerror", "dialog", "request"):
        page.on(event, lambda what: troubles.append(str(what)))
    made: dict[str, Any] = page.evaluate(DRAW, [text, html])
    assert troubles == []
    assert HARMFUL.isdisjoint(made["tags"])
    assert made["handlers"] == []
    assert made["links"] == []
    return made


def named(text: str) -> LoadBalancer:
    """A load balancer in which everything that can be is `text`: a name has no slash."""
    name = text.replace("/", "\\")
    web = Node(AssetRef(f"//x/{name}", name, text, text), "backend", facts=(("fact", text),))
    return replace(load_balancer(), name=web.asset.name, nodes=(web, *load_balancer().nodes[4:]))


@pytest.mark.parametrize("html", [True, False])
def test_mermaid_draws_the_load_balancer(page: Any, *, html: bool) -> None:
    ((balancer, faults),) = faulty_load_balancers(settled_report())
    made = drawn(page, diagram(balancer, faults).text, html=html)
    assert len(made["nodes"]) == 6
    assert made["arrows"] == 5
    assert made["edges"] == ["✗ LB901 high"]
    said = " ".join(made["nodes"])
    for words in ("RESTRICTED, 1.2", "acme.example", "✗ LB902 info", "does not exist"):
        assert words in said


@pytest.mark.parametrize(
    "text",
    [
        *HOSTILE_TEXTS[:-1],
        'x"]; click n1 "https://evil.example"; y["',
        'x"]\nclick n1 call alert(1)\ny["',
        '%%{init: {"securityLevel": "loose"}}%%',
        "<img src=x onerror=alert(1)>",
        "&lt;b&gt; &#60; #60; #quot; ﬂ°°60¶ß",
        "1. list",
        "- list",
        "# heading",
        "**bold** _em_ `code` www.evil.example mail@evil.example",
        "fa:fa-car end subgraph",
        "style x:y#35;z; classDef a:b#35;",
        "$$x^2$$",
        "日本語 ünï",
    ],
)
def test_a_hostile_name_is_shown_as_it_is(page: Any, text: str) -> None:
    balancer = named(text)
    name = balancer.nodes[0].asset.name
    one = finding(asset=replace(WEB, name=name))
    made = drawn(page, diagram(balancer, Faults({name: [one]}, {})).text)
    lines = made["lines"][0].replace(APART, "").splitlines()
    shown = visible(" ".join(text.replace("/", "\\").split()))
    shown = shown if len(shown) <= 63 else f"{shown[:60]}..."
    assert [line.strip() for line in (lines[0], lines[-1])] == [shown.strip() or "asset", "✗ LB901 high"]
    assert len(made["nodes"]) == 3


@pytest.mark.parametrize("html", [True, False])
def test_mermaid_draws_whatever_a_report_holds(page: Any, *, html: bool) -> None:
    for balancer, faults in faulty_load_balancers(hostile_report()):
        assert len(drawn(page, diagram(balancer, faults).text, html=html)["nodes"]) == 1
