"""From what a policy returned to outcomes. What is not exactly as agreed is an error, never a pass."""

from collections.abc import Iterable, Mapping, Sequence

import orjson

from lbpolicy.engine.registry import Engine
from lbpolicy.errors import EngineError
from lbpolicy.model import Evaluation, Json, Level, Notification, Outcome, Rule, Status, Subject

MAX_FINDINGS = 1000
"""Of one rule on one subject; more is a policy gone wrong."""

_FIELDS = {"path": str, "message": str, "key": str, "evidence": dict, "related": list}


def judge(engine: Engine, rules: Sequence[Rule], subject: Subject) -> Evaluation:
    """Ask the rules of the subject's kind; if that fails, one by one so that the culprit is named."""
    outcomes: list[Outcome] = []
    errors: list[Notification] = []
    try:
        results = engine.ask_kind(subject.kind, subject.document)
    except EngineError:
        results = None
    for rule in rules:
        policy = rule.about(subject.asset)
        try:
            if results is None:
                result = engine.ask_rule(subject.kind, policy.package, subject.document)
            else:
                result = _of_rule(results, policy.package)
            outcomes += _outcomes(rule, subject, result, reviews_expected=policy.has_review)
        except EngineError as error:
            errors.append(rule_error(rule, subject, error.message))
    return Evaluation(subject.asset, tuple(outcomes), tuple(errors))


def rule_error(rule: Rule, subject: Subject, why: str) -> Notification:
    """Return the notification of a rule that could not be evaluated."""
    file = rule.about(subject.asset).file.name
    return Notification(
        Level.ERROR,
        "rule-error",
        f"{rule.id} could not be evaluated on {subject.asset.name}: {why}",
        f"The verdict of {rule.id} on this asset is missing; report this, or mend {file}.",
        subject.origin,
        subject.asset.name,
        rule.id,
    )


def _of_rule(results: Json, package: str) -> Json:
    if not isinstance(results, Mapping):
        raise EngineError(f"expected an object of rules, got {type(results).__name__}")
    return results.get(package.rpartition(".")[2])


def _outcomes(rule: Rule, subject: Subject, result: Json, *, reviews_expected: bool) -> Iterable[Outcome]:
    if not isinstance(result, Mapping):
        raise EngineError(
            f"its package is {'undefined' if result is None else type(result).__name__}, not an object"
        )
    applies = result.get("applies", False)
    if not isinstance(applies, bool):
        raise EngineError(f"`applies` is {type(applies).__name__}, not a boolean")
    if "findings" not in result:
        raise EngineError(
            "`findings` is undefined: most often an attribute has another type than Google's API gives it"
        )
    findings = _items(result["findings"], "findings")
    reviews = _items(result.get("review", []), "review")
    if "review" not in result and reviews_expected:
        raise EngineError(
            "`review` is undefined: most often an attribute has another type than Google's API gives it"
        )
    if findings and not applies:
        raise EngineError("it reports findings although it does not apply")
    unknown = _unknown(subject) if findings else ()
    made = [_outcome(rule, subject, item, _status(item, unknown)) for item in findings]
    made += [_outcome(rule, subject, item, Status.REVIEW) for item in reviews]
    if made:
        return made
    status = Status.PASS if applies else Status.NOT_APPLICABLE
    return [Outcome(rule.id, status, subject.asset, subject.origin)]


def _items(value: Json, name: str) -> list[Mapping[str, Json]]:
    if not isinstance(value, list):
        raise EngineError(f"`{name}` is {type(value).__name__}, not an array")
    if len(value) > MAX_FINDINGS:
        raise EngineError(f"`{name}` has {len(value)} items; at most {MAX_FINDINGS} are taken")
    for item in value:
        if not isinstance(item, Mapping) or not isinstance(item.get("message"), str) or not item["message"]:
            raise EngineError(f"an item of `{name}` has no message")
        for key, part in item.items():
            if not isinstance(part, _FIELDS.get(key, ())):
                raise EngineError(f"an item of `{name}` has an unexpected {key!r}")
        if not all(isinstance(related, str) for related in item.get("related", [])):
            raise EngineError(f"an item of `{name}` has a `related` that is not a name")
    return value


def _unknown(subject: Subject) -> Sequence[str]:
    unknown: list[str] = orjson.loads(subject.document).get("unknown", [])
    return unknown


def _status(item: Mapping[str, Json], unknown: Sequence[str]) -> Status:
    """Say review for a finding that rests on an attribute that is not known yet."""
    path = item.get("path", "")
    rests = any(path == u or path.startswith(f"{u}/") or (path and u.startswith(f"{path}/")) for u in unknown)
    return Status.REVIEW if rests else Status.FAIL


def _outcome(rule: Rule, subject: Subject, item: Mapping[str, Json], status: Status) -> Outcome:
    return Outcome(
        rule.id,
        status,
        subject.asset,
        subject.origin,
        item["message"],
        item.get("path", ""),
        item.get("key", ""),
        item.get("evidence", {}),
        tuple(item.get("related", ())),
    )
