"""Text from the input, made harmless for a terminal and for people's eyes."""

_BYTE = 0xFF
_PLANE = 0xFFFF


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
