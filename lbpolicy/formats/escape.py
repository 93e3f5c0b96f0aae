"""Text from the input, made harmless for a terminal and for people's eyes."""

import re

_BYTE = 0xFF
_PLANE = 0xFFFF
_HASHES = re.compile(r"##(?=\w*\[)")
"""What Azure Pipelines (##vso[), GitHub (##[) and TeamCity (##teamcity[) obey anywhere in a line of a log."""
_COLONS = re.compile(r"\A(\s*)::")
"""What GitHub obeys at the beginning of a line, after whatever space (::error ...::)."""


def visible(text: str, limit: int = 0) -> str:
    r"""Return `text` on one line; what does not print is shown as \x1b, \u202e or \U000e0001.

    That covers control characters and ANSI escapes, line breaks, bidi overrides, zero-width characters,
    lone surrogates and every space but the plain one. Text longer than `limit` (0: no limit) is cut.
    """
    cut = ""
    if limit and len(text) > limit:
        cut = f"... ({len(text) - limit} more characters)"
        text = text[:limit]
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _escaped(ord(char)) for char in text)
    return text + cut


def _escaped(code: int) -> str:
    if code <= _BYTE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _PLANE else f"\\U{code:08x}"


def inert(line: str) -> str:
    r"""Return a line of output so that no CI service takes it, or a part of it, for one of its commands.

    Every other line is as it was; in such a one a sign is shown as \x23 or \x3a.
    """
    if "##" in line:
        line = _HASHES.sub(r"#\\x23", line)
    return _COLONS.sub(r"\1\\x3a:", line) if "::" in line else line
