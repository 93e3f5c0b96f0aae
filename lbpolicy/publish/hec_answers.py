"""What an HTTP Event Collector's answer means for the events of a request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from http import HTTPStatus

import orjson

from lbpolicy.formats.escape import visible

_LONGEST_WAIT = 300.0
"""Seconds that `Retry-After` may ask for; a collector that wants longer is down."""
_LONGEST_TEXT = 200
_BAD_EVENT_CODES = {6, 12, 13, 15}
"""Splunk: invalid data format; event field is required; is blank; error in handling indexed fields."""
_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_REDIRECTS = range(300, 400)
_REDIRECTED = "lbpolicy follows no redirect, for the token's sake: name the address that it leads to."
_WHAT_TO_DO = {
    401: "The collector wants another token: check SPLUNK_HEC_TOKEN or --token-file.",
    403: "The collector does not know the token, or it is disabled: see Settings > Data inputs in Splunk.",
    404: "Check the URL: https://HOST:8088 is enough, lbpolicy adds /services/collector/event.",
    407: "The proxy wants credentials: set them in HTTPS_PROXY.",
}


class Meaning(Enum):
    """What to do with the events of a request."""

    TAKEN = "taken"
    AGAIN = "again"
    """Try again later: the collector is busy, or nobody answered."""
    BAD_EVENT = "bad-event"
    """One event at least is refused for what it is; the others may be sent without it."""
    TOO_LARGE = "too-large"
    HOPELESS = "hopeless"
    """No further request would fare better."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request fared."""

    meaning: Meaning
    text: str = ""
    """What the collector, or the network, said: a sentence."""
    hint: str = ""
    wait: float | None = None
    """Seconds that the collector asks for before the next try."""
    event: int | None = None
    """0-based index of the first event that is refused, where the collector says so."""


_NO_COLLECTOR = Answer(
    Meaning.HOPELESS,
    "The answer is not one of an HTTP Event Collector.",
    "The URL leads to something else: check host, port and path.",
)


def read_answer(status: int, retry_after: str, body: bytes) -> Answer:
    """Return what an HTTP answer means. `retry_after`: that header, or nothing."""
    said = _object(body)
    code = said.get("code")
    text = _text(status, said)
    if status == HTTPStatus.OK:
        return Answer(Meaning.TAKEN) if code == 0 else _NO_COLLECTOR
    if status in _AGAIN:
        return Answer(Meaning.AGAIN, text, wait=_seconds(retry_after))
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Answer(Meaning.TOO_LARGE, text)
    if status == HTTPStatus.BAD_REQUEST and code in _BAD_EVENT_CODES:
        return Answer(Meaning.BAD_EVENT, text, event=_index(said.get("invalid-event-number")))
    return Answer(
        Meaning.HOPELESS, text, _REDIRECTED if status in _REDIRECTS else _WHAT_TO_DO.get(status, "")
    )


def _object(body: bytes) -> dict[str, object]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _text(status: int, said: Mapping[str, object]) -> str:
    text = said.get("text")
    quoted = f" {visible(text, _LONGEST_TEXT).rstrip('.')}" if isinstance(text, str) and text else ""
    code = f" (code {said['code']})" if isinstance(said.get("code"), int) else ""
    return f"HTTP {status}{':' if quoted else ''}{quoted}{code}."


def _index(number: object) -> int | None:
    return number if isinstance(number, int) and number >= 0 else None


def _seconds(value: str) -> float | None:
    """Return the seconds of a Retry-After header, which has a number or a date."""
    if re.fullmatch(r"\d{1,9}", value.strip(), re.ASCII):
        return min(float(value), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT)
