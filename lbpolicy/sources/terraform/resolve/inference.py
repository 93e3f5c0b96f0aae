"""Candidates for a reference of which nothing tells where it leads."""

from collections.abc import Iterator, Mapping

from lbpolicy.sources.terraform.documents.addresses import module_names
from lbpolicy.sources.terraform.documents.planned import Planned
from lbpolicy.sources.terraform.language.evaluate import Evaluator
from lbpolicy.sources.terraform.language.values import Ref, blend
from lbpolicy.sources.terraform.resolve.acceptance import accepted
from lbpolicy.sources.terraform.resolve.targets import Target


class Inference:
    """Finds what of the right type is in a module, or comes into it."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._refs: dict[str, tuple[Ref, ...]] = {}
        self._found: dict[tuple[str, frozenset[str]], dict[str, str]] = {}

    def candidates(self, planned: Planned, target: Target) -> Mapping[str, str]:
        """Return what an attribute with this target can refer to: address -> attribute.

        Those that exist already are left out: their names are known, and the attribute's value is not.
        """
        near = target.near(planned.type)
        key = (planned.module, near)
        if key not in self._found:
            self._found[key] = dict(self._search(planned.module, Target(near)))
        return self._found[key]

    def _search(self, module: str, target: Target) -> Iterator[tuple[str, str]]:
        world = self._evaluator.world
        own = (Ref(other.address) for other in world.of_types(module, target.types))
        for ref in (*own, *self._passed(module)):
            attribute = accepted(ref, target, world, unknown=True)
            if attribute is not None:
                yield ref.address, attribute

    def _passed(self, module: str) -> tuple[Ref, ...]:
        """Return what comes into a module: through its variables, and from the modules that it calls."""
        if module not in self._refs:
            self._refs[module] = blend([*self._inputs(module), *self._outputs(module)]).refs
        return self._refs[module]

    def _inputs(self, module: str) -> Iterator[object]:
        configuration = self._evaluator.configuration.module(module_names(module))
        if module and configuration is not None:
            for name in configuration.variables:
                yield self._evaluator.variable(module, name)

    def _outputs(self, module: str) -> Iterator[object]:
        for instances in self._evaluator.world.children(module).values():
            for child in instances.values():
                yield from self._evaluator.outputs(child)
