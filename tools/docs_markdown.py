"""Markdown in which text stays text, whatever stands in it."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from lbpolicy.formats.escape import visible

_SIGNS = re.compile(r"[\\`*\[\]|~$#]|(?<![^\W_])_")
"""What Markdown may read as markup anywhere; an underscore after a letter never begins any."""
_START = re.compile(r"^(?:([-+=])|(\d{1,9})([.)])(?=\s|$))")
"""What begins a list or underlines a heading when it begins a line."""
_URL = ":/?#[]@!$&'()*+,;=%-._~"
_LEAST_FENCE = 3


def text(value: str) -> str:
    """Return `value` as one line of text without any markup; control characters are shown as escapes."""
    line = visible(" ".join(value.split()))
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _SIGNS.sub(lambda sign: "\\" + sign[0], line)
    return _START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)


def paragraphs(value: str) -> Iterable[str]:
    """Yield each line of `value` that says something as a paragraph."""
    for line in value.splitlines():
        if line.strip():
            yield text(line)


def code(value: str) -> str:
    """Return `value` as code within a line; also right in a table."""
    line = visible(" ".join(value.split()))
    return f"<code>{text(line)}</code>" if set(line) & set("`|\\") else f"`{line}`"


def fence(value: str, language: str) -> str:
    """Return `value` as a block of code of its own; no run of backticks in it can end the block."""
    lines = [visible(line.rstrip().expandtabs(4)) for line in value.strip("\n").splitlines()]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    mark = "`" * max(_LEAST_FENCE, longest + 1)
    return "\n".join((f"{mark}{language}", *lines, mark))


def link(label: str, target: str) -> str:
    """Return a link; `label` is Markdown already, `target` is a path, perhaps with an anchor."""
    return f"[{label}]({target})"


def url(address: str) -> str:
    """Return a web address as a link to itself."""
    return f"<{quote(address, safe=_URL)}>"


def anchor(name: str) -> str:
    """Return the mark that links with #name lead to."""
    return f'<a id="{name}"></a>'


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Return a table; the cells are Markdown already. Columns whose index is in `right` hold numbers."""
    rule = ["---:" if column in right else "---" for column in range(len(header))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, rule, *rows))


def bullets(items: Iterable[str]) -> str:
    """Return a list; the items are Markdown already."""
    return "\n".join(f"- {item}" for item in items)


def page(blocks: Iterable[str]) -> str:
    """Return the file: blocks with a blank line between them."""
    return "\n\n".join(block for block in blocks if block) + "\n"
