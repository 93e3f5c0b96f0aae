"""Words and colours of the text format."""

from collections.abc import Mapping
from dataclasses import dataclass

from lbpolicy.formats.escape import visible
from lbpolicy.formats.width import break_lines

SENTENCE = 2000
"""Characters of one message that a terminal shows; the JSON report has the rest."""

_NARROWEST = 40
_STYLES: Mapping[str, str] = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "review": "1;35",
    "pass": "1;32",
    "waived": "1;36",
    "new": "1;33",
    "dim": "2",
    "bold": "1",
    "mark": "1;34",
}


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours and wraps, as the options say."""

    color: bool
    width: int

    def __call__(self, style: str, text: str) -> str:
        """Return `text` in a colour of `_STYLES`, or as it is."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.color else text

    def wrapped(self, text: str, first: str = "", rest: str = "", margin: int = 0) -> list[str]:
        """Return one sentence of the input as lines: escaped, cut to `SENTENCE`, wrapped between words.

        `first` and `rest` begin the first line and the others; they are taken as they are, and are equally
        wide. `margin` is how many columns the caller puts before each line.
        """
        text = visible(text, SENTENCE)
        room = max(self.width, _NARROWEST) - len(rest) - margin
        lines = break_lines(text, room)
        return [(rest if number else first) + line for number, line in enumerate(lines)]


def plural(count: int, one: str, many: str = "") -> str:
    """Return "1 asset" or "1,200 assets"; `many` is for words that do not just take an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
