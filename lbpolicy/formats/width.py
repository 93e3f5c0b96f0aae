"""How wide text is at a terminal, and where its lines break."""

import unicodedata

_COMBINING = frozenset({"Mn", "Me"})
_WIDE = frozenset({"W", "F"})


def columns(text: str) -> int:
    """Return how many columns printable text takes.

    East Asian wide characters and emoji take two, marks that combine with a letter none (Unicode, UAX #11).
    """
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in _COMBINING:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def break_lines(text: str, room: int) -> list[str]:
    """Break text between words into lines of at most `room` columns; a longer word has a line of its own.

    Words are never broken: they may be names, which are there to be copied.
    """
    first, *words = text.split(" ")
    lines, line, used = [], first, columns(first)
    for word in words:
        need = columns(word)
        if used + 1 + need > room:
            lines.append(line)
            line, used = word, need
        else:
            line += f" {word}"
            used += 1 + need
    return [*lines, line]
