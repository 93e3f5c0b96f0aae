"""Markdown in which text stays text, whatever stands in it."""

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from urllib.parse import quote

from lbpolicy.formats.escape import visible

_SIGNS = re.compile(r"[\\`*\[\]|~$#]|(?<![^\W_])_")
"""What Markdown may read as markup anywhere; an underscore after a letter never begins any."""
_START = re.compile(r"^(?:([-+=])|(\d{1,9})([.)])(?=\s|$))")
"""What begins a list or underlines a heading when it begins a line."""
_REFERENCE = re.compile(
    r"""[@#!~%^&$](?=[\w"])            # a person, an issue, a merge request, a label, a milestone, an alert
    |   \$                             # a formula
    |   (?<=GH)-(?=\d)                 # an issue once more
    |   :(?=//)|(?<=www)\.             # an address of the web
    |   :(?=[a-z0-9_+-]+:)             # an emoji
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What GitHub, GitLab or Azure DevOps may read as a reference in a comment, escaped or not."""
_LEAST_FENCE = 3
_URL = ":/?#[]@!$&'()*+,;=%-._~"


def text(value: str) -> str:
    """Return `value` as one line of text without any markup; control characters are shown as escapes."""
    return _START.sub(_listless, _escaped(_line(value)))


def inert(value: str, limit: int = 0) -> str:
    """Return `value` as `text` does, and so that a comment finds no reference in it either.

    Mentions, issue numbers, addresses and emoji are looked for in what Markdown has become, where an escape
    is gone and only an element between two characters keeps them apart. Text longer than `limit` (0: no
    limit) is cut.
    """
    return _START.sub(_listless, _parted(_line(value, limit), _escaped))


def html(value: str, limit: int = 0) -> str:
    """Return `value` as `inert` does, for a place where HTML is read and Markdown is not."""
    return _parted(_line(value, limit), escape)


def paragraphs(value: str) -> Iterable[str]:
    """Yield each line of `value` that says something as a paragraph."""
    for line in value.splitlines():
        if line.strip():
            yield text(line)


def code(value: str, limit: int = 0) -> str:
    """Return `value` as code within a line; also right in a table. Nothing if there is nothing to show."""
    line = _line(value, limit)
    if not line:
        return ""
    return f"<code>{inert(line)}</code>" if set(line) & set("`|\\") else f"`{line}`"


def fence(value: str, language: str) -> str:
    """Return `value` as a block of code of its own; no run of backticks in it can end the block."""
    lines = [visible(line.rstrip().expandtabs(4)) for line in value.strip("\n").splitlines()]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    mark = "`" * max(_LEAST_FENCE, longest + 1)
    return "\n".join((f"{mark}{language}", *lines, mark))


def link(label: str, target: str) -> str:
    """Return a link; `label` is Markdown already, `target` is a path or address, perhaps with an anchor."""
    return f"[{label}]({target})"


def url(address: str) -> str:
    """Return a web address as a link to itself."""
    return f"<{quote(address, safe=_URL, errors='replace')}>"


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Return a table; the cells are Markdown already. Columns whose index is in `right` hold numbers."""
    rule = ["---:" if column in right else "---" for column in range(len(header))]
    return "\n".join(row(cells) for cells in (header, rule, *rows))


def row(cells: Sequence[str]) -> str:
    """Return one line of a table; the cells are Markdown already."""
    return f"| {' | '.join(cells)} |"


def bullets(items: Iterable[str]) -> str:
    """Return a list; the items are Markdown already."""
    return "\n".join(f"- {item}" for item in items)


def folded(summary: str, blocks: Iterable[str]) -> str:
    """Return blocks folded under a line that opens them; `summary` is HTML already."""
    return page((f"<details>\n<summary>{summary}</summary>", *blocks, "</details>")).removesuffix("\n")


def page(blocks: Iterable[str]) -> str:
    """Return a document: blocks with a blank line between them."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def _line(value: str, limit: int = 0) -> str:
    return visible(" ".join(value.split()), limit)


def _escaped(line: str) -> str:
    return _SIGNS.sub(lambda sign: "\\" + sign[0], escape(line, quote=False))


def _listless(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"


def _parted(line: str, escaped: Callable[[str], str]) -> str:
    """Return the escaped line with each sign that begins a reference in an element of its own."""
    parts = []
    end = 0
    for sign in _REFERENCE.finditer(line):
        parts += [escaped(line[end : sign.start()]), f"<span>{escaped(sign[0])}</span>"]
        end = sign.end()
    return "".join((*parts, escaped(line[end:])))
