"""Whether a JSON report is what its schema says, and does not contradict itself."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from lbpolicy.errors import UsageError
from lbpolicy.kinds import KINDS
from lbpolicy.model import Json, Report
from lbpolicy.model.times import is_bearable
from lbpolicy.resources import folder

_SHOWN = 200
_AGAIN = "Write it again with `lbpolicy scan SOURCE -o json=FILE`."


def check(part: Json, definition: str, name: str, where: str = "", *, known: bool) -> None:
    """Raise UsageError unless a part of a report is as its definition in the schema says ("": the whole)."""
    validator = _validator(definition, known=known)
    try:
        if validator.is_valid(part):
            return
        error = next(validator.iter_errors(part))
    except ValueError:
        raise unsound(name, where, "it is nested too deeply") from None
    steps = "".join(f"/{str(one).replace('~', '~0').replace('/', '~1')}" for one in error.instance_path)
    raise unsound(name, where + steps, error.message)


def unsound(name: str, pointer: str, text: str) -> UsageError:
    """Return the error for a report that is wrong at a JSON pointer; `text` has no full stop."""
    place = bounded(json.dumps(pointer)[1:-1]) or "the top"
    return UsageError(f"{name} is no sound report: at {place}: {bounded(text)}.", _AGAIN)


def check_rules(document: Mapping[str, Json], name: str) -> None:
    """Raise UsageError for a rule about a kind of asset that there is not."""
    former = (document["baseline"] or {}).get("rules", [])
    for where, rules in (("/rules", document["rules"]), ("/baseline/rules", former)):
        for index, rule in enumerate(rules):
            for number, subject in enumerate(rule["subjects"]):
                if KINDS.get(subject["kind"]) != subject["asset_type"]:
                    kind = bounded(json.dumps(subject["kind"]))
                    raise UsageError(
                        f"{name}: at {where}/{index}/subjects/{number}/kind: {kind} is no kind of asset that"
                        " this lbpolicy knows, or not of that asset_type.",
                        "Update lbpolicy, or write the report with this one.",
                    )


def check_consistency(report: Report, document: Mapping[str, Json], name: str) -> None:
    """Raise UsageError where one part of a report speaks against another."""
    if not is_time(report.evaluated_at):
        raise unsound(name, "/evaluated_at", "the value is no time with a zone")
    if report.baseline and not is_time(report.baseline.evaluated_at):
        raise unsound(name, "/baseline/evaluated_at", "the value is no time with a zone")
    if report.complete != document["complete"]:
        raise unsound(name, "/complete", "it contradicts the errors among the notifications")
    if report.plan is None and document["fixed"]:
        raise unsound(name, "/fixed", "there is no plan that fixes anything")
    absent = report.baseline.absent if report.baseline else ()
    rules = report.known_rules
    for where, findings in (
        ("/findings/{}", report.findings),
        ("/fixed/{}", report.plan.fixed if report.plan else ()),
        ("/baseline/absent/{}/finding", [one.finding for one in absent]),
    ):
        for index, finding in enumerate(findings):
            if finding.outcome.rule not in rules:
                rule = bounded(json.dumps(finding.outcome.rule))
                raise unsound(name, f"{where.format(index)}/rule", f"there is no rule {rule} in the report")


def is_time(text: Json) -> bool:
    """Tell whether a value is a time with a zone (RFC 3339) that a verdict may be about."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.tzinfo is not None and is_bearable(moment)
    except (TypeError, ValueError):
        return False


def bounded(text: str) -> str:
    """Return a text as a message may quote it."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


@cache
def _validator(definition: str, *, known: bool) -> Any:  # noqa: ANN401 - jsonschema_rs has too many types
    import jsonschema_rs

    schema = json.loads((folder("schemas") / "report.schema.json").read_bytes())
    if not known:
        schema = _open(schema)
    if definition:
        schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{definition}"}
    return jsonschema_rs.validator_for(schema, mask="the value")


def _open(schema: Json) -> Json:
    """Return a schema that takes properties which it does not know: those of a later version."""
    if isinstance(schema, dict):
        return {
            key: _open(value)
            for key, value in schema.items()
            if not (key == "additionalProperties" and value is False)
        }
    return [_open(one) for one in schema] if isinstance(schema, list) else schema
