"""One question for all that the rules say of a subject, and its answer taken apart.

The tree of packages says the same and the rules' private helpers besides, which regopy evaluates and copies
on every level: that takes half as long again.
"""

from collections.abc import Sequence

from lbpolicy.model import Json, RuleSubject

_PARTS = ("applies", "findings", "review")


def module(kind: str, rules: Sequence[RuleSubject], *, careful: bool) -> tuple[str, str]:
    """Return label and Rego text of a module with what the rules say: an array of three values for each.

    What may be undefined stands in an array, which is empty then. In the careful one that is everything;
    else it is what a sound rule may leave undefined, because each such array costs. Then a single rule that
    is not sound leaves the whole answer undefined.
    """
    values = [_value(one, part, careful=careful) for one in rules for part in _PARTS]
    lines = "".join(f"\t{value},\n" for value in values)
    name = _name(careful=careful)
    return f"answers/{kind}/{name}.rego", f"package lbpolicy.answers.{kind}\n\n{name} := [\n{lines}]\n"


def question(kind: str, *, careful: bool) -> str:
    """Return the question for what such a module makes."""
    return f"data.lbpolicy.answers.{kind}.{_name(careful=careful)}"


def taken_apart(rules: Sequence[RuleSubject], said: Json, *, careful: bool) -> dict[str, Json]:
    """Return what each rule says, by the last part of its package.

    Raises ValueError if it is no such answer.
    """
    if not isinstance(said, list) or len(said) != len(rules) * len(_PARTS):
        raise ValueError
    values = iter(said)
    return {
        one.package.rpartition(".")[2]: {
            part: value
            for part in _PARTS
            for value in _values(next(values), boxed=careful or not _defined(one, part))
        }
        for one in rules
    }


def _values(said: Json, *, boxed: bool) -> list[Json]:
    if not boxed:
        return [said]
    if not isinstance(said, list):
        raise ValueError  # noqa: TRY004 - no wrong argument: the policy said something else
    return said


def _name(*, careful: bool) -> str:
    return "careful" if careful else "all"


def _value(one: RuleSubject, part: str, *, careful: bool) -> str:
    said = f"data.{one.package}.{part}"
    return f"[said | said := {said}]" if careful or not _defined(one, part) else said


def _defined(one: RuleSubject, part: str) -> bool:
    return part == "findings" or (part == "review" and one.has_review)
