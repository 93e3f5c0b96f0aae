"""What the references of a plan lead to, and how that was found out."""

from collections.abc import Sequence

from lbpolicy.sources.terraform.documents.addresses import Step
from lbpolicy.sources.terraform.documents.configuration import Configuration
from lbpolicy.sources.terraform.documents.planned import Plan, Planned, marked, value_at
from lbpolicy.sources.terraform.language.evaluate import Evaluator
from lbpolicy.sources.terraform.language.scopes import Budget
from lbpolicy.sources.terraform.language.values import Bag, Ref, Value, blend, items_of
from lbpolicy.sources.terraform.language.world import World, normal
from lbpolicy.sources.terraform.resolve.acceptance import accepted
from lbpolicy.sources.terraform.resolve.inference import Inference
from lbpolicy.sources.terraform.resolve.picking import Attribute, Follow, Pick, inside, pick
from lbpolicy.sources.terraform.resolve.resolution import (
    INFERRED,
    SOURCE,
    UNKNOWN,
    VALUE,
    Resolution,
    Resolutions,
)
from lbpolicy.sources.terraform.resolve.targets import LISTS, SINGLE, target_of
from lbpolicy.sources.terraform.resolve.writings import Writings
from lbpolicy.sources.terraform.resolve.written import Found
from lbpolicy.sources.terraform.syntax.sources import Position, TerraformSources

__all__ = ["Resolution", "Resolutions", "Resolver"]

_DEEPEST = 8
"""References that are followed from one resource to the next."""
_SEVERAL = 2
"""One of them may be the resource itself."""
_MOST_BEARERS = 100
"""Resources with the same identifier; more cannot be."""
_WHOLE = ("self_link", "id", "name")


class Resolver:
    """Follows the references of one plan; with the .tf sources, where they are given, as far as they go.

    Nothing is guessed: where the plan and the sources allow several answers there is none.
    """

    def __init__(self, plan: Plan, sources: TerraformSources | None = None) -> None:
        configuration = Configuration(plan.configuration)
        self._world = World(plan)
        self._sources = sources
        self._budget = Budget()
        given = (self._world, configuration, plan.variables)
        sourced = Evaluator(*given, sources, self._budget) if sources is not None else None
        self._writings = Writings(Evaluator(*given, None, self._budget), sourced)
        self._inference = Inference(self._writings.ways[-1][1])

    def resolve(self, planned: Planned, path: Sequence[Step]) -> Resolution:
        """Return what an attribute refers to after the plan: ("backend", 0, "group")."""
        attribute = Attribute(planned, tuple(path), target_of(planned.type, path))
        self._budget.start()
        try:
            return self._resolve(attribute, 0)
        except RecursionError:
            return Resolution(None, reason="Its expressions are nested too deeply.")
        finally:
            self._budget.end()

    def resolve_list(self, planned: Planned, path: Sequence[Step]) -> Resolutions:
        """Return what the elements of a list refer to that the plan knows nothing of: ("health_checks",)."""
        attribute = Attribute(planned, tuple(path), target_of(planned.type, path))
        self._budget.start()
        try:
            return self._resolve_list(attribute)
        except RecursionError:
            return Resolutions()
        finally:
            self._budget.end()

    def position(self, planned: Planned, path: Sequence[Step] = ()) -> Position | None:
        """Return where an attribute is written; None without sources, or where they do not have it."""
        if self._sources is None:
            return None
        self._budget.start()
        try:
            return self._writings.position(planned, path, self._sources)
        except RecursionError:
            return self._sources.position(planned.module, planned.type, planned.name, path)
        finally:
            self._budget.end()

    def _resolve(self, attribute: Attribute, depth: int) -> Resolution:
        if not marked(attribute.planned.unknown, attribute.path):
            return self._of_value(attribute)
        best, found_by = Pick(), UNKNOWN
        for how, evaluator in self._writings.ways:
            found = self._writings.find(attribute.planned, attribute.path, how, evaluator)
            if found is None:
                continue
            if all(value is None for value in found.values):
                return Resolution(None, reason="It is not set: the provider chooses it.")
            picked = pick(found, attribute, evaluator, self._follower(attribute, depth))
            if not best.certain or _contradicts(picked, best):
                best, found_by = picked, how
        if best.certain and (found_by == SOURCE or not _is_open(attribute)):
            ((address, name),) = best.addresses.items()
            return Resolution(address, name, found_by)
        return self._infer(attribute, best)

    def _infer(self, attribute: Attribute, weak: Pick) -> Resolution:
        """Take the only instance that can be meant, if there is only one."""
        target = attribute.target
        if _is_open(attribute):
            return Resolution(None, reason="How many elements it has is not known.")
        if weak.complete and len(weak.addresses) == 1:
            ((address, name),) = weak.addresses.items()
            return Resolution(address, name, INFERRED)
        if weak.complete or target is None or not target.inferable:
            return Resolution(None, reason=weak.reason)
        around = self._inference.candidates(attribute.planned, target)
        if len(around) > _SEVERAL:
            return Resolution(None, reason=Pick(around).reason)
        candidates = {**around, **weak.addresses}
        candidates.pop(attribute.planned.address, None)
        if len(candidates) != 1:
            return Resolution(None, reason=Pick(candidates).reason)
        ((address, name),) = candidates.items()
        return Resolution(address, name, INFERRED)

    def _of_value(self, attribute: Attribute) -> Resolution:
        """Return what a value that the plan knows is the name of."""
        value = value_at(attribute.planned.after, attribute.path)
        nothing = Resolution(None, how=VALUE)
        if not isinstance(value, str) or not value:
            return nothing
        target, bearers = attribute.target, self._world.named(value)
        named = {
            other.address: (other.mode, name)
            for other, name in (bearers.items() if len(bearers) <= _MOST_BEARERS else ())
            if other is not attribute.planned
            and (other.type in target.types if target is not None else "/" in value)
        }
        managed = {address: name for address, (mode, name) in named.items() if mode == "managed"}
        chosen = managed or {address: name for address, (_, name) in named.items()}
        if len(chosen) == 1:
            ((address, name),) = chosen.items()
            return Resolution(address, name, VALUE)
        return self._same_value(attribute, value) if target is not None else nothing

    def _same_value(self, attribute: Attribute, value: str) -> Resolution:
        """Return the reference that has this value: a name alone does not say whose it is."""
        for how, evaluator in self._writings.ways:
            found = self._writings.find(attribute.planned, attribute.path, how, evaluator)
            values = found.values if found is not None else ()
            parts = [inside(one, found.rest, attribute, evaluator) for one in values] if found else []
            same = {
                ref.address: name
                for ref in blend(parts).refs
                if self._is_called(ref, value)
                and (name := accepted(ref, attribute.target, self._world)) is not None
            }
            if len(same) == 1:
                ((address, name),) = same.items()
                return Resolution(address, name, how)
        return Resolution(None, how=VALUE)

    def _is_called(self, ref: Ref, value: str) -> bool:
        after = self._world.get(ref.address).after
        names = [ref.path[0]] if ref.path else _WHOLE
        found = [value_at(after, (name,)) for name in names]
        return any(isinstance(one, str) and normal(one) == normal(value) for one in found)

    def _resolve_list(self, attribute: Attribute) -> Resolutions:
        best = Resolutions()
        for how, evaluator in self._writings.ways:
            found = self._writings.find(attribute.planned, attribute.path, how, evaluator)
            if found is None or not found.values:
                continue
            items = self._items(found, attribute, how, evaluator)
            if items.complete:
                return items
            best = items if items.items else best
        return best

    def _items(self, found: Found, attribute: Attribute, how: str, evaluator: Evaluator) -> Resolutions:
        value = found.values[0] if len(found.values) == 1 else None
        if isinstance(value, list | Bag):
            items = [self._item(item, attribute, how, evaluator) for item in items_of(value)]
            known = [item for item in items if item.how != UNKNOWN]
            return Resolutions(tuple(known), len(known) == len(items))
        picked = pick(found, attribute, evaluator, self._follower(attribute, 0))
        items = [Resolution(address, name, how) for address, name in picked.addresses.items()]
        return Resolutions(tuple(items), picked.certain and not _is_open(attribute))

    def _item(self, value: Value, attribute: Attribute, how: str, evaluator: Evaluator) -> Resolution:
        if isinstance(value, str):
            secret = marked(attribute.planned.sensitive, attribute.path)
            if secret:
                return Resolution(None, reason="It is secret.")
            return Resolution(None, how=how, value=value)
        picked = pick(Found((value,)), attribute, evaluator, self._follower(attribute, 0))
        if not picked.certain:
            return Resolution(None, reason=picked.reason)
        ((address, name),) = picked.addresses.items()
        return Resolution(address, name, how)

    def _follower(self, attribute: Attribute, depth: int) -> Follow:
        """Return what follows a reference to an attribute that refers to something else in its turn."""

        def follow(ref: Ref) -> dict[str, str]:
            if attribute.target is None or not ref.path or depth >= _DEEPEST:
                return {}
            onward = Attribute(self._world.get(ref.address), _origin(ref), attribute.target)
            found = self._resolve(onward, depth + 1)
            if found.address is None or found.how == INFERRED:
                return {}
            accepts = accepted(Ref(found.address), attribute.target, self._world) is not None
            return {found.address: found.attribute} if accepts else {}

        return follow


def _origin(ref: Ref) -> tuple[Step, ...]:
    """Return the attribute whose value another one repeats."""
    return ("input", *ref.path[1:]) if ref.path[0] == "output" else ref.path


def _is_open(attribute: Attribute) -> bool:
    """Tell whether an attribute is a list as a whole, of which the references do not tell the length."""
    return bool(attribute.path) and attribute.path[-1] in LISTS - SINGLE


def _contradicts(sourced: Pick, configured: Pick) -> bool:
    """Tell whether the sources know better: the plan tells which names are used, not how."""
    return sourced.complete and sourced.addresses.keys() != configured.addresses.keys()
