"""What makes a finding the same finding in the next scan."""

import hashlib
import json
from collections.abc import Iterable, Iterator

from lbpolicy.model import Outcome, Status
from lbpolicy.report.order import STATUS_RANK

SCHEME = "lbpolicy/v1"
"""Names the recipe; another recipe would need another name."""


def discriminator(outcome: Outcome) -> str:
    """Return what tells the outcomes of one rule on one asset apart: key, else path; empty for a pass."""
    if outcome.status is Status.PASS:
        return ""
    return outcome.key or outcome.path


def finding_id(rule: str, asset: str, discriminator: str, ordinal: int = 1) -> str:
    """Return 32 hex digits that depend on what is found where, not on wording, line, severity or version.

    `asset` is the canonical full resource name. `ordinal` counts outcomes that nothing else tells apart.
    The parts are encoded as a JSON array, so that no two lists of parts read the same.
    """
    parts: list[str | int] = [SCHEME, rule, asset, discriminator]
    if ordinal > 1:
        parts.append(ordinal)
    text = json.dumps(parts, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


def identified(outcomes: Iterable[Outcome]) -> Iterator[tuple[str, Outcome]]:
    """Yield each outcome of one rule on one asset with its finding id.

    Outcomes with the same discriminator and message are one. Those that differ in the message alone are
    numbered, failing ones first: a review that comes or goes does not rename a failure.
    """
    ordinals: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for outcome in sorted(outcomes, key=_order):
        key = discriminator(outcome)
        if (key, outcome.message) in seen:
            continue
        seen.add((key, outcome.message))
        ordinals[key] = ordinals.get(key, 0) + 1
        yield finding_id(outcome.rule, outcome.asset.name, key, ordinals[key]), outcome


def _order(outcome: Outcome) -> tuple[int, str, str]:
    return STATUS_RANK[outcome.status], outcome.path, outcome.message
