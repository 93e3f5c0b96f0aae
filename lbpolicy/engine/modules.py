"""What every engine loads for one kind of subject."""

from collections.abc import Iterator

from lbpolicy.model import Json, PolicySet


def modules(policies: PolicySet, kind: str) -> Iterator[tuple[str, str]]:
    """Yield label and Rego text of the shared helpers and of the kind's rules."""
    yield from policies.libraries.items()
    for rule in policies.rules:
        if rule.kind == kind:
            yield str(rule.file), policies.sources[rule.id]


def data(policies: PolicySet, kind: str) -> Json:
    """Return the data document: the values of the rules' parameters."""
    values = {rule.id: dict(rule.values) for rule in policies.rules if rule.kind == kind}
    return {"lbpolicy": {"parameters": values}}


def entrypoint(kind: str) -> str:
    """Return the one question asked of a kind: every rule in its folder."""
    return f"data.lbpolicy.rules.{kind}"
