"""Reads Markdown as a site that hosts repositories does: rendered to HTML, then looked at as browsers do."""

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_BLOCKS = {"td", "th", "li", "p", "h2", "h3", "pre", "summary"}

REFERENCE = re.compile(
    r"""(?<![\w`/])@\w               # a person or team
    |   [#!~%^&$]\w                  # an issue, a merge request, a label, a milestone, an alert, an epic
    |   [#~%]"                       # a label or milestone with a name of several words
    |   \bGH-\d
    |   \w://\w | \bwww\.\w          # an address
    |   [\w.+-]+@[\w-]+\.\w          # a mail address
    |   :[a-z0-9_+-]+:               # an emoji
    |   \$.+\$                       # a formula
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What sites look for in the text between two tags, once Markdown is rendered."""


class Rendered(HTMLParser):
    """A page: its text by node, its elements and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.nodes: list[str] = []  # text between two tags, outside of code and links
        self.code: list[str] = []
        self.links: dict[str, str] = {}  # address -> text
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.rows: list[list[str]] = []  # every row of every table
        self.headings: list[str] = []
        self.summaries: list[str] = []
        self._open: list[str] = []
        self._blocks: list[list[str]] = []
        self._text: list[str] = []
        self._href = ""
        self.feed(html)
        self.close()
        assert self._open == [], "every element ends"

    @property
    def text(self) -> str:
        """What a reader sees, on one line."""
        return " ".join("".join(self._text).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self._open.append(tag)
        if tag in _BLOCKS:
            self._blocks.append([])
            self._text.append(" ")
        if tag == "tr":
            self.rows.append([])
        self._href = dict(attrs).get("href") or self._href

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, tag
        if tag not in _BLOCKS:
            return
        said = "".join(self._blocks.pop())
        if tag in {"td", "th"}:
            self.rows[-1].append(said)
        elif tag == "summary":
            self.summaries.append(said)
        elif tag in {"h2", "h3"}:
            self.headings.append(said)

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        for block in self._blocks:
            block.append(data)
        if "a" in self._open:
            self.links[self._href] = data
        elif "code" in self._open:
            self.code.append(data)
        else:
            self.nodes.append(data)


def rendered(markdown: str) -> Rendered:
    """Render a text."""
    return Rendered(_RENDERER.render(markdown))


def references(page: Rendered) -> list[str]:
    """Return the texts in which a site would find a reference."""
    return [node for node in page.nodes if REFERENCE.search(node)]
