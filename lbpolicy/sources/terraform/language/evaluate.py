"""What the names in expressions mean: variables, locals, modules, resources.

Where the .tf sources are at hand, expressions are theirs; elsewhere they are what the plan's configuration
tells of them: the names that they refer to.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping

from lbpolicy.model import Json
from lbpolicy.sources.terraform.documents.addresses import Step, module_names, parent_module
from lbpolicy.sources.terraform.documents.configuration import Configuration, ResourceKey
from lbpolicy.sources.terraform.language.constraints import convert
from lbpolicy.sources.terraform.language.interpret import Interpreter
from lbpolicy.sources.terraform.language.members import get, indexed, known
from lbpolicy.sources.terraform.language.mixing import mix
from lbpolicy.sources.terraform.language.scopes import Budget, Owner, Scope
from lbpolicy.sources.terraform.language.values import (
    NOTHING,
    UNKNOWN,
    Bag,
    Blend,
    Instance,
    InvalidError,
    Ref,
    UndecidableError,
    Value,
    blend,
)
from lbpolicy.sources.terraform.language.world import MISSING, Index, World
from lbpolicy.sources.terraform.syntax.expressions import Expression, Literal
from lbpolicy.sources.terraform.syntax.sources import Block, TerraformSources

_UNTOLD = {"path": NOTHING, "terraform": NOTHING, "self": UNKNOWN, "ephemeral": UNKNOWN, "data": UNKNOWN}
"""Names that lead to no resource, or to none that is looked up."""


class Evaluator:
    """Evaluates expressions of a plan; each variable, local and output once for a module instance."""

    def __init__(
        self,
        world: World,
        configuration: Configuration,
        variables: Mapping[str, Json],
        sources: TerraformSources | None,
        budget: Budget,
    ) -> None:
        self.world = world
        self.configuration = configuration
        self.sources = sources
        self.budget = budget
        self._variables = variables
        self._interpreter = Interpreter(self)
        self._known: dict[Hashable, Value] = {}
        self._blends: dict[int, Blend] = {}

    def value(self, expression: Expression, scope: Scope) -> Value:
        """Return what an expression of the sources comes to; UNKNOWN for an invalid one."""
        try:
            return self._interpreter.evaluate(expression, scope)
        except (InvalidError, UndecidableError):
            return UNKNOWN

    def configured(self, expression: Json, scope: Scope) -> Value:
        """Return what an expression of the plan's configuration comes to.

        {"constant_value": 1} or {"references": ["var.x", "each.key"]}.
        """
        if not isinstance(expression, Mapping):
            return UNKNOWN
        if "constant_value" in expression:
            return expression["constant_value"]
        references = expression.get("references", [])
        return mix(references, scope, self) if isinstance(references, list) else UNKNOWN

    def member(self, root: str, name: str, scope: Scope) -> Value:
        """Return `root.name`."""
        if root in _UNTOLD:
            return _UNTOLD[root]
        if root in {"each", "count"}:
            return self._iteration(root, name, scope)
        named = {"var": self.variable, "local": self.local, "module": self.call}.get(root)
        return named(scope.module, name) if named else self.resource(scope.module, ("managed", root, name))

    def data(self, type_: str, name: str, scope: Scope) -> Value:
        """Return `data.type.name`."""
        return self.resource(scope.module, ("data", type_, name))

    def get(self, value: Value, step: Step) -> Value:
        """Return a member or element of a value."""
        return get(value, step, self)

    def known(self, value: Value) -> Json:
        """Return a value as plain JSON."""
        return known(value, self)

    def variable(self, module: str, name: str) -> Value:
        """Return var.NAME of a module instance."""
        return self._once(("var", module, name), lambda: self._variable(module, name))

    def local(self, module: str, name: str) -> Value:
        """Return local.NAME, which only the sources define."""
        return self._once(("local", module, name), lambda: self._local(module, name))

    def output(self, module: str, name: str) -> Value:
        """Return an output of a module instance."""
        return self._once(("output", module, name), lambda: self._output(module, name))

    def outputs(self, module: str) -> Iterator[Value]:
        """Yield all outputs of a module instance."""
        configuration = self.configuration.module(module_names(module))
        for name in configuration.outputs if configuration is not None else ():
            yield self.output(module, name)

    def blended(self, instances: Value) -> Blend:
        """Return the mix of a resource's instances, made once: what is asked for again is the same object."""
        key = id(instances)
        if key not in self._blends:
            self._blends[key] = blend([instances])
        return self._blends[key]

    def size(self, scope: Scope) -> int:
        """Return how many instances the owner of a scope has."""
        owner = scope.owner
        if owner is None:
            return 0
        if owner.resource is not None:
            return len(self.world.instances(scope.module, owner.resource))
        return len(self.world.children(scope.module).get(owner.call, ()))

    def resource(self, module: str, key: ResourceKey) -> Value:
        """Return a resource: a Ref, a list of them with count, an object of them with for_each."""
        return self._once(("resource", module, key), lambda: self._resource(module, key))

    def call(self, module: str, name: str) -> Value:
        """Return `module.NAME`: an Instance, a list or an object of them."""
        return self._once(("call", module, name), lambda: self._call(module, name))

    def each(self, scope: Scope) -> Value:
        """Return what for_each of the scope's owner comes to."""
        owner = scope.owner
        if owner is None:
            return UNKNOWN
        key = ("each", scope.module, owner.resource, owner.call)
        return self._once(key, lambda: self._each(scope.module, owner))

    def _once(self, key: Hashable, make: Callable[[], Value]) -> Value:
        if key not in self._known:
            self.budget.enter()
            self._known[key] = UNKNOWN  # for what refers to itself
            try:
                self._known[key] = make()
            except (InvalidError, UndecidableError):
                return UNKNOWN
            finally:
                self.budget.leave()
        return self._known[key]

    def _variable(self, module: str, name: str) -> Value:
        block = self._source(module, "variables", name)
        given = self._argument(module, name) if module else self._variables.get(name, MISSING)
        configured = self._configured(module, "variables", name)
        nullable = block is None or block.expression("nullable") != Literal(value=False)
        if given is MISSING or (given is None and not nullable):
            default = block.expression("default") if block is not None else None
            if default is not None:
                given = self.value(default, Scope(module))
            else:
                given = configured.get("default", UNKNOWN)
        constraint = block.expression("type") if block is not None else None
        if constraint is None:
            return given
        return convert(given, constraint, lambda default: self.value(default, Scope(module)))

    def _argument(self, module: str, name: str) -> Value:
        """Return what a module call passes for a variable; MISSING where it passes nothing."""
        parent, call, index = parent_module(module)
        scope = Scope(parent, Owner(index, call=call))
        block = self._source(parent, "calls", call)
        if block is not None:
            expression = block.expression(name)
            return self.value(expression, scope) if expression is not None else MISSING
        expressions = self._configured(parent, "calls", call).get("expressions")
        given = expressions.get(name) if isinstance(expressions, Mapping) else None
        return self.configured(given, scope) if given is not None else MISSING

    def _local(self, module: str, name: str) -> Value:
        attribute = self.sources.local(module, name) if self.sources is not None else None
        return self.value(attribute.expression, Scope(module)) if attribute is not None else UNKNOWN

    def _output(self, module: str, name: str) -> Value:
        block = self._source(module, "outputs", name)
        expression = block.expression("value") if block is not None else None
        if expression is not None:
            return self.value(expression, Scope(module))
        return self.configured(self._configured(module, "outputs", name).get("expression"), Scope(module))

    def _resource(self, module: str, key: ResourceKey) -> Value:
        instances = self.world.instances(module, key)
        self.budget.spend(len(instances))
        made: dict[Index, Value] = {index: Ref(planned.address) for index, planned in instances.items()}
        if made:
            return indexed(made)
        configured = self.configuration.resource(module_names(module), key)
        if configured is None or not self.world.complete:
            return UNKNOWN
        if "count_expression" in configured:
            return []
        return {} if "for_each_expression" in configured else UNKNOWN

    def _call(self, module: str, name: str) -> Value:
        instances = self.world.children(module).get(name)
        if instances:
            return indexed({index: Instance(address) for index, address in instances.items()})
        configured = self._configured(module, "calls", name)
        if not configured or {"count_expression", "for_each_expression"} & configured.keys():
            return UNKNOWN
        return Instance(f"{module}.module.{name}" if module else f"module.{name}")

    def _each(self, module: str, owner: Owner) -> Value:
        scope = Scope(module)
        if owner.resource is not None:
            block = (
                self.sources.block(module, *owner.resource[1:], owner.resource[0]) if self.sources else None
            )
            configured = self.configuration.resource(module_names(module), owner.resource) or {}
        else:
            block = self._source(module, "calls", owner.call)
            configured = self._configured(module, "calls", owner.call)
        expression = block.expression("for_each") if block is not None else None
        if expression is not None:
            return self.value(expression, scope)
        return self.configured(configured.get("for_each_expression"), scope)

    def _iteration(self, root: str, name: str, scope: Scope) -> Value:
        index = scope.owner.index if scope.owner is not None else None
        if index is None:
            return UNKNOWN
        if name in {"key", "index"}:
            return index
        collection = self.each(scope)
        if isinstance(collection, Bag):
            return index
        return self.get(collection, index) if root == "each" else UNKNOWN

    def _source(self, module: str, what: str, name: str) -> Block | None:
        source = self.sources.module(module) if self.sources is not None else None
        found: Mapping[str, Block] = getattr(source, what) if source is not None else {}
        return found.get(name)

    def _configured(self, module: str, what: str, name: str) -> Mapping[str, Json]:
        configuration = self.configuration.module(module_names(module))
        found: Mapping[str, Mapping[str, Json]] = (
            getattr(configuration, what) if configuration is not None else {}
        )
        return found.get(name, {})
