"""Which rules are in force, and with which values: the rule's, the bundle's, then the configuration's."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from lbpolicy.errors import UsageError
from lbpolicy.model import Rule
from lbpolicy.policy import schema
from lbpolicy.policy.bundles import Bundle
from lbpolicy.policy.config import Config
from lbpolicy.policy.documents import Document, Steps
from lbpolicy.policy.settings import apply


def select(known: Mapping[str, Rule], bundle: Bundle, config: Config | None) -> tuple[Rule, ...]:
    """Return the rules in force, by id.

    Raises UsageError where the bundle or the configuration names a rule or parameter that is not there, gives
    a value that does not fit, or leaves no rule at all.
    """
    chosen = _chosen(known, bundle)
    for identifier, settings in bundle.overrides.items():
        steps = ("overrides", identifier)
        _require(identifier, known, bundle.document, steps)
        if identifier not in chosen:
            raise bundle.document.fault(steps, f"{identifier} is overridden but not included")
        chosen[identifier] = apply(chosen[identifier], settings, bundle.document, steps)
    for identifier, settings in (config.rules if config else {}).items():
        steps = ("rules", identifier)
        document = config.document if config else bundle.document
        _require(identifier, known, document, steps)
        changed = apply(chosen.get(identifier, known[identifier]), settings, document, steps)
        if settings.enabled is False:
            chosen.pop(identifier, None)
        elif settings.enabled or identifier in chosen:
            chosen[identifier] = changed
    if not chosen:
        raise UsageError(f"no rule of bundle {bundle.name} is in force", "Enable at least one rule.")
    return tuple(chosen[identifier] for identifier in sorted(chosen))


def _chosen(known: Mapping[str, Rule], bundle: Bundle) -> dict[str, Rule]:
    chosen: dict[str, Rule] = {}
    for at, pattern in enumerate(bundle.include):
        steps = ("rules", "include", at)
        chosen |= {
            identifier: known[identifier] for identifier in _matches(pattern, known, bundle.document, steps)
        }
    for at, pattern in enumerate(bundle.exclude):
        for identifier in _matches(pattern, known, bundle.document, ("rules", "exclude", at)):
            chosen.pop(identifier, None)
    return chosen


def _matches(pattern: str, known: Mapping[str, Rule], document: Document, steps: Steps) -> list[str]:
    """Return the ids that the pattern names: at least one, or it was misspelt."""
    if not {"*", "?"} & set(pattern):
        _require(pattern, known, document, steps)
    found = [identifier for identifier in known if fnmatchcase(identifier, pattern)]
    if not found:
        raise document.fault(steps, f"no rule matches {pattern!r}")
    return found


def _require(identifier: str, known: Mapping[str, Rule], document: Document, steps: Steps) -> None:
    if identifier not in known:
        near = schema.suggestion(identifier, known)
        raise document.fault(steps, f"there is no rule {identifier!r}{near}", "`lbpolicy rules` lists them.")
