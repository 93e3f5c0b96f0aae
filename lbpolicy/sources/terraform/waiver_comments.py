"""Comments that waive a rule: `lbpolicy:ignore LB501 owner=... reason="..." expires=2027-01-31`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from lbpolicy.sources.terraform.syntax.blocks import Comment, SourceFile

MARK = "lbpolicy:ignore"
FORM = (
    f'Write: # {MARK} LB501 owner=team@example.com reason="Why it is accepted." expires=2027-01-31'
    " ticket=SEC-1 (the ticket may be left out)."
)
_REQUIRED = ("owner", "reason", "expires")
_KEYS = (*_REQUIRED, "ticket")
_LONGEST = 2000
"""Characters of a line that waives something."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RULE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_TOKEN = re.compile(r'([^\s="]+)(?:(=)(?:"((?:[^"\\]|\\.)*+)"(?=\s|$)|([^\s"]*+)(?=\s|$)))?+(?=\s|$)')


@dataclass(frozen=True, slots=True)
class Written:
    """What a comment says; it is in order if nothing is wrong."""

    line: int
    rules: tuple[str, ...] = ()
    fields: Mapping[str, str] | None = None
    """owner, reason, expires and, if it is given, ticket; None for a comment that is not in order."""
    wrong: str = ""
    """What is wrong with it."""


def waivers_in(comment: Comment, file: SourceFile) -> Iterator[Written]:
    """Yield what a comment waives: one entry for each of its lines that begins with the mark."""
    if MARK not in comment.text:
        return
    for line, text in _lines(comment, file):
        if text.startswith(MARK):
            yield _read(line, text)


def _lines(comment: Comment, file: SourceFile) -> Iterator[tuple[int, str]]:
    """Yield the lines of a comment without its marks, each with its number."""
    if comment.line == comment.end_line:
        yield comment.line, comment.text
        return
    for number in range(comment.line, comment.end_line + 1):
        text = file.line(number)
        if number == comment.line:
            text = text.rpartition("/*")[2]
        elif number == comment.end_line:
            text = text.partition("*/")[0]
        yield number, text.strip().lstrip("*").strip()


def _read(line: int, text: str) -> Written:
    rest = text.removeprefix(MARK)
    if len(text) > _LONGEST:
        return Written(line, wrong=f"it has more than {_LONGEST} characters")
    if not text.isprintable():
        return Written(line, wrong="it holds characters that do not print")
    if rest and not rest[0].isspace():
        return Written(line, wrong=f"{MARK} must be followed by a space and the rules")
    rules, pairs, broken = _tokens(rest)
    wrong = [*broken, *_wrong_rules(rules), *_wrong_fields(pairs)]
    if wrong:
        return Written(line, wrong="; ".join(wrong))
    return Written(line, tuple(dict.fromkeys(rules)), {key: " ".join(value.split()) for key, value in pairs})


def _tokens(text: str) -> tuple[list[str], list[tuple[str, str]], list[str]]:
    """Split into rules, key=value pairs, and what is neither."""
    rules: list[str] = []
    pairs: list[tuple[str, str]] = []
    at = len(text) - len(text.lstrip())
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return rules, pairs, [f"this is not understood: {text[at : at + 40]}"]
        word, equals, quoted, plain = match.groups()
        if equals:
            value = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            pairs.append((word, value))
        elif pairs:
            return rules, pairs, [f"{word[:40]!r} stands alone: a text with spaces goes in double quotes"]
        else:
            rules += [part for part in word.split(",") if part]
        at = match.end()
        at += len(text) - at - len(text[at:].lstrip())
    return rules, pairs, []


def _wrong_rules(rules: list[str]) -> Iterator[str]:
    if not rules:
        yield "it names no rule"
    yield from (f"{rule[:40]!r} is no id of a rule" for rule in rules if not _RULE.fullmatch(rule))


def _wrong_fields(pairs: list[tuple[str, str]]) -> Iterator[str]:
    given = dict(pairs)
    for key in given:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            yield f"{key[:40]!r} is unknown{f': did you mean {near[0]}?' if near else ''}"
        if sum(key == other for other, _ in pairs) > 1:
            yield f"{key[:40]} is given twice"
    missing = [key for key in _REQUIRED if key not in given]
    if missing:
        yield f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
    yield from (f"{key} is empty" for key in _KEYS if key in given and not given[key].strip())
    if given.get("expires", "").strip() and not _is_day(given["expires"]):
        yield f"expires={given['expires'][:40]} is no day like 2027-01-31"


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
