import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from plan_reports import plan_report
from reports import broken_report, clean_report, finding, hostile_report, report, sample_report
from settled_reports import load_balancer, settled_report

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.html.balancers import mark_of
from lbpolicy.formats.html.markup import address, block, embedded, line, link, text
from lbpolicy.model import LoadBalancer, Report

VOID = {"meta", "link", "input", "br"}
REPORTS = (sample_report, broken_report, clean_report, hostile_report, settled_report, plan_report, report)


class Page(HTMLParser):
    """A page as a browser without scripts reads it; it asserts that every element ends."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []  # tag, name, value
        self.ids: list[str] = []
        self.texts: dict[str, list[str]] = {}  # tag -> what stands in each such element
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.records: list[dict[str, object]] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self._open.append((tag, dict(attrs)))
            self.texts.setdefault(tag, []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag, tag

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, attributes = self._open[-1]
            self.texts[tag][-1] += data
            if tag == "script" and attributes.get("class") == "records":
                self.records += json.loads(data)


def page(made: Report) -> Page:
    return Page(html(made))


def html(made: Report) -> str:
    return b"".join(FORMATS["html"].render(made, RenderOptions())).decode()


@pytest.mark.parametrize("make", REPORTS)
def test_the_policy_names_the_hashes_of_what_runs_and_nothing_loads(make: Callable[[], Report]) -> None:
    read = page(make())
    policy = next(value for tag, name, value in read.attributes if value.startswith("default-src 'none'"))
    running = [one for one in read.texts["script"] if not one.startswith(("[", "{"))]
    assert len(running) == 2
    for content in (*running, *read.texts["style"]):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    for tag, name, value in read.attributes:
        assert not name.startswith("on"), (tag, name)
        assert name not in {"style", "src", "srcset", "action", "formaction", "srcdoc"}
        if name == "href":
            assert value.startswith(("#", "https://", "data:image/svg+xml,")), value
            assert tag == "a" or not value.startswith("https://")


@pytest.mark.parametrize("make", REPORTS)
def test_ids_are_used_once_and_links_within_the_page_lead_somewhere(make: Callable[[], Report]) -> None:
    made = make()
    read = page(made)
    listed = {f"finding-{one['i']}" for one in read.records}
    ids = [one for one in read.ids if not one.startswith("finding-")]
    if make is not hostile_report:
        assert len(ids) == len(set(ids))
    for tag, name, value in read.attributes:
        if tag == "a" and name == "href" and value.startswith("#"):
            target = value[1:].partition("?")[0]
            assert target in ids or target in listed, value


def test_hostile_texts_make_no_elements() -> None:
    harmless, hostile = page(settled_report()), page(hostile_report())
    assert set(hostile.tags) <= set(harmless.tags)
    assert hostile.tags.count("script") == harmless.tags.count("script")
    names = {(tag, name) for tag, name, _ in harmless.attributes}
    assert {(tag, name) for tag, name, _ in hostile.attributes} - names <= {("details", "open")}


def test_hostile_texts_are_shown_with_escapes() -> None:
    written = html(hostile_report())
    assert not set(written) & set("\u202e\u2066\u2069\u200b\u2028\x1b\x9b\x07\r\t\U000e0041")
    assert "\\u202eevil" in written
    assert "<script>alert" not in written
    messages = [one.get("m", "") for one in page(hostile_report()).records]
    assert "</script><script>alert(1)</script>" in messages
    assert max(map(len, messages)) < 2100


def test_data_cannot_end_its_element() -> None:
    value = {"</script><!--": "\u2028\u2029 ]]> & <script>"}
    written = embedded(value)
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == value


def test_text_is_one_line_and_escaped() -> None:
    assert text(" a \"b\"\n<c> & 'd' \u202e ") == "a &quot;b&quot; &lt;c&gt; &amp; &#x27;d&#x27; \\u202e"
    assert line("\n\n") == ""
    assert block("a <b>\n\tc\x07") == "a &lt;b&gt;\n    c\\x07"


@pytest.mark.parametrize(
    "value",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", 'https://a"b', "", "x"],
)
def test_only_addresses_of_the_web_are_links(value: str) -> None:
    assert address(value) == ""
    assert "<a" not in link(value, "label")
    assert address("https://example.com/a?b#c") == "https://example.com/a?b#c"


def test_records_hold_what_a_reader_needs() -> None:
    first = page(settled_report()).records[0]
    assert first["v"] == {
        "owner": "platform@acme.example",
        "reason": "Static files that anybody may read.",
        "expires": "2027-01-31",
        "ticket": "SEC-12",
        "link": "",
        "resource": settled_report().findings[0].outcome.asset.name,
        "inline": False,
        "origin": {"f": "lbpolicy-waivers.yaml", "l": 4},
    }
    assert (first["s"], first["t"], first["b"], first["n"]) == ("high", "fail", "unchanged", "web")
    assert first["h"] == [f"{mark_of(load_balancer())}-2"]


def test_what_is_gone_is_listed_with_why() -> None:
    gone = [(one["r"], one["w"]) for one in page(settled_report()).records if one["t"] == "gone"]
    assert gone == [("LB903", "fixed"), ("LB901", "removed"), ("LB900", "not-judged")]
    assert [one["w"] for one in page(plan_report()).records if one["t"] == "gone"] == ["by-plan"]


def test_figures_are_those_of_the_report() -> None:
    written = re.sub(r"<[^>]+>", " ", html(settled_report()))
    for words in ("3 findings, 2 high", "3  new", "1  updated", "1  fixed", "1  removed", "1  not judged"):
        assert words in written, words
    assert "Not judged is no good news" in written
    plan = re.sub(r"<[^>]+>", " ", html(plan_report()))
    for words in ("2  introduced", "1  kept", "1  fixed", "12 findings and 1 case to review"):
        assert words in plan, words


def test_no_path_of_the_machine_is_written() -> None:
    made = sample_report()
    moved = [
        replace(
            one,
            outcome=replace(one.outcome, origin=replace(one.outcome.origin, file="/home/u/secret/x.json")),
        )
        for one in made.findings
    ]
    written = html(replace(made, findings=tuple(moved)))
    assert "/home/u" not in written
    assert '"f":"x.json"' in written


def test_shared_parts_say_so() -> None:
    one = load_balancer()
    other = LoadBalancer(one.name + "-2", "acme-prod", one.nodes, one.connections, 7)
    written = html(replace(settled_report(), load_balancers=(one, other)))
    assert "shared: 2 load balancers" in written
    assert "Not drawn: 7 further assets of it." in written


def test_the_text_beside_a_picture_says_what_it_shows() -> None:
    written = html(settled_report())
    part = written[written.index("The same as text") :]
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", part[: part.index("</details>")]))
    assert "Backend service web: protocol HTTPS; IAP on; CDN on; leads to web" in plain
    assert "Cloud Run service web: does not exist" in plain


def pieces(count: int) -> Iterator[bytes]:
    return FORMATS["html"].render(report([finding(key=str(n)) for n in range(count)]), RenderOptions())


def test_a_table_for_browsers_without_scripts_says_what_it_leaves_out() -> None:
    written = b"".join(pieces(301)).decode()
    assert "and 1 more: they need scripts" in written
    assert written.count('<tr id="finding-') == 300


def test_an_incomplete_scan_without_findings_is_not_called_clean() -> None:
    error = broken_report().notifications[:1]
    assert "<h1>No findings in what could be judged</h1>" in html(
        replace(clean_report(), notifications=error)
    )
    assert "<h1>No findings</h1>" in html(clean_report())
