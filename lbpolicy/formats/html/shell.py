"""The frame of every HTML page: one file that loads nothing, whose policy lets nothing else run.

    yield from page("Trend", body, styles=("page.css", "trend.css"))

`body` is HTML already, piece by piece; texts in it come from `markup.text` and its siblings. Styles and
scripts are files of the folder assets. A page has no style attributes and no handlers in attributes: the
policy, which names the hashes of exactly these styles and scripts, would ignore them.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from lbpolicy.formats.html.markup import text

STYLES = ("page.css",)
"""What every page looks like: colours for light and dark, type, panels, tiles, tables."""
_THEME = "theme.js"
_SYMBOLS = "symbols.svg"


@cache
def asset(name: str) -> str:
    """Return the text of a file of the folder assets."""
    return (files("lbpolicy.formats.html") / "assets" / name).read_text(encoding="utf-8")


def page(
    title: str, body: Iterable[str], *, styles: Sequence[str] = STYLES, scripts: Sequence[str] = ()
) -> Iterator[bytes]:
    """Yield a whole page piece by piece; `title` is text, the pieces of `body` are HTML.

    The scripts run in order as one, after the body has been read.
    """
    style = "".join(map(asset, styles))
    script = _joined(tuple(scripts)) if scripts else ""
    yield _head(title, style, script).encode()
    yield asset(_SYMBOLS).encode()
    for piece in body:
        yield piece.encode()
    if script:
        yield f"<script>{script}</script>\n".encode()
    yield b"</body>\n</html>\n"


def theme_switch() -> str:
    """Return the button that changes between the system's colours, light and dark; scripts show it."""
    return (
        '<button type="button" class="quiet theme" hidden>'
        '<svg class="icon" aria-hidden="true"><use href="#i-theme"/></svg><span>Theme</span></button>'
    )


def icon(name: str) -> str:
    """Return a sign of assets/symbols.svg for the eyes only: a word has to stand beside it."""
    return f'<svg class="icon {name}" aria-hidden="true"><use href="#i-{name}"/></svg>'


def _head(title: str, style: str, script: str) -> str:
    theme = asset(_THEME)
    hashes = " ".join(_hash(one) for one in (theme, script) if one)
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {hashes}; img-src data:; base-uri 'none';"
        " form-action 'none'; require-trusted-types-for 'script'; trusted-types lbpolicy"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f'<title>{text(title)}</title>\n<link rel="icon" href="{_ICON}">\n'
        f"<style>{style}</style>\n<script>{theme}</script>\n</head>\n<body>\n"
    )


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _joined(names: tuple[str, ...]) -> str:
    """Return scripts as one that shares nothing with the page but the document."""
    return '(() => {\n"use strict";\n' + "".join(map(asset, names)) + "})();\n"


_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16'"
    " height='16' rx='4' fill='%232456c5'/%3E%3Cpath d='M3.5 8h3l3-3.5h3M6.5 8l3 3.5h3' fill='none'"
    " stroke='white' stroke-width='1.6'/%3E%3C/svg%3E"
)
