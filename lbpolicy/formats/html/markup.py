"""HTML in which text stays text, and the JSON that scripts of a page read."""

import re
from html import escape

from lbpolicy.formats.encoding import dumps
from lbpolicy.formats.escape import visible
from lbpolicy.model import Json

_ADDRESS = re.compile(r"https?://[^\s\"'<>\\^`{|}]+", re.IGNORECASE)
_LONGEST_ADDRESS = 2000
_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def line(value: str, limit: int = 0) -> str:
    """Return `value` on one line with what does not print shown as escapes; it is not yet HTML."""
    return visible(" ".join(value.split()), limit)


def lines(value: str, limit: int = 0) -> str:
    """Return `value` line by line, tabs as spaces, with what does not print shown; it is not yet HTML."""
    return "\n".join(visible(one.rstrip().expandtabs(4), limit) for one in value.strip("\n").splitlines())


def text(value: str, limit: int = 0) -> str:
    """Return `value` on one line as HTML, right for the text of an element and for a quoted attribute."""
    return escape(line(value, limit))


def block(value: str, limit: int = 0) -> str:
    """Return `value` as the HTML of a <pre>."""
    return escape(lines(value, limit))


def address(value: str) -> str:
    """Return a web address as it may stand in a link; empty for anything else, scripts above all."""
    sound = len(value) <= _LONGEST_ADDRESS and value.isprintable() and _ADDRESS.fullmatch(value)
    return value if sound else ""


def link(value: str, label: str) -> str:
    """Return a link that leaves the page as HTML; `label` is text. No link where the address is none."""
    target = address(value)
    if not target:
        return text(label)
    return f'<a class="out" href="{escape(target)}" rel="noopener noreferrer">{text(label)}</a>'


def embedded(value: Json) -> str:
    """Return JSON for a <script type="application/json">: nothing in it ends the element or a line."""
    return dumps(value).decode().translate(_ESCAPES)
