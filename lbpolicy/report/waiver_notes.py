"""What is told of waivers."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from enum import Enum
from itertools import islice
from typing import Protocol

from lbpolicy.model import Level, Notification, Waiver
from lbpolicy.model.waivers import ANY

_PROJECT = re.compile(r"//[^/]+/projects/([^/]+)/")
_SHOWN = 200


class Use(Enum):
    """What a scan could see of what a waiver is about."""

    JUDGED = "its rule judged its resource"
    ABSENT = "the input is complete, and its resource is not there"
    ELSEWHERE = "its rule does not judge the resource beside which it is written"
    OUTSIDE = "its resource is not in the input, as far as that can be told"
    UNASKED = "its rule is not in force, or could not be evaluated"


_UNUSED = {
    Use.JUDGED: ("the rule finds nothing there", "Remove it."),
    Use.ABSENT: ("there is no such resource", "Remove it, or look at how the name is written."),
    Use.ELSEWHERE: ("the rule does not judge it", "Write it at the resource that the finding points to."),
    Use.OUTSIDE: (
        "nothing that it is about was judged",
        "If the input should hold it, look at how the name is written.",
    ),
}


class Held(Protocol):
    """What came of one waiver."""

    waiver: Waiver
    expired: bool
    waived: int
    reopened: int


def refusal(waiver: Waiver, known: Collection[str], today: date, max_days: int) -> Notification | None:
    """Return why a comment in the sources of Terraform waives nothing; None if it is in order."""
    place, days = _place(waiver), (waiver.last_day - today).days
    if waiver.rule not in known:
        near = get_close_matches(waiver.rule, sorted(known), n=1)
        text = f"{place}: there is no rule {waiver.rule!r}, so the comment waives nothing."
        hint = f"Did you mean {near[0]}?" if near else "`lbpolicy rules` lists them."
    elif days > max_days:
        text = f"{place}: the waiver of {waiver.rule} lasts {days} days, and at most {max_days} are allowed."
        hint = "Choose an earlier day; it can be extended when it comes."
    else:
        return None
    return Notification(Level.ERROR, "waiver-refused", text, hint, waiver.origin, rule=waiver.rule)


def of(group: Sequence[Held], today: date, use: Use) -> Iterator[Notification]:
    """Yield what is to be told of waivers that are written in one place; `use`: what the scan could see."""
    waiver = group[0].waiver
    waived, reopened = sum(held.waived for held in group), sum(held.reopened for held in group)
    more = f" and {len(group) - 1} more" if len(group) > 1 else ""
    about = f"{waiver.rule} on {waiver.resource[:_SHOWN]}{more} ({waiver.owner})"
    what = f"{_place(waiver)}: the waiver of {about}"
    left = (waiver.last_day - today).days
    if reopened:
        text = f"{what} expired on {waiver.expires}: {_findings(reopened)} again."
        yield _note(Level.WARNING, "waiver-expired", text, "Mend what was found, or decide anew.", waiver)
    elif waived and waiver.state(today) == "expiring":
        text = f"{what} expires {_when(left)}, on {waiver.expires}."
        yield _note(Level.NOTE, "waiver-expiring", text, "Mend what was found, or decide anew.", waiver)
    elif not waived and use in _UNUSED:
        level, code = (
            (Level.NOTE, "waiver-unmatched") if use is Use.OUTSIDE else (Level.WARNING, "waiver-unused")
        )
        reason, hint = _UNUSED[use]
        yield _note(level, code, f"{what} is not used: {reason}.", hint, waiver)


def bounded(several: Iterable[Notification], limit: int) -> Iterator[Notification]:
    """Yield the first notifications, and how many more there are."""
    rest = iter(several)
    yield from islice(rest, limit)
    more = list(rest)
    for level in Level:
        count = sum(note.level is level for note in more)
        if count:
            yield Notification(level, "waivers", f"{count} more notifications about waivers are not listed.")


def project_of(resource: str) -> str:
    """Return the project that a full name, or a glob of one, names; empty where it names none."""
    found = _PROJECT.match(resource)
    return found[1] if found and ANY not in found[1] else ""


def _place(waiver: Waiver) -> str:
    return f"{waiver.origin.file}:{waiver.origin.line}"


def _note(level: Level, code: str, text: str, hint: str, waiver: Waiver) -> Notification:
    return Notification(level, code, text, hint, waiver.origin, rule=waiver.rule)


def _findings(count: int) -> str:
    return "1 finding counts" if count == 1 else f"{count} findings count"


def _when(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
