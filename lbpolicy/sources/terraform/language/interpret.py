"""Evaluates an expression in its scope; what names mean is the environment's business."""

from collections.abc import Callable, Iterator

from lbpolicy.sources.terraform.language import functions
from lbpolicy.sources.terraform.language.environment import Environment
from lbpolicy.sources.terraform.language.operations import (
    arithmetic,
    composed,
    equal,
    is_reference,
    number,
    text,
    truth,
)
from lbpolicy.sources.terraform.language.scopes import Scope
from lbpolicy.sources.terraform.language.values import (
    UNKNOWN,
    Bag,
    Blend,
    InvalidError,
    UndecidableError,
    Value,
    blend,
    items_of,
)
from lbpolicy.sources.terraform.syntax.expressions import (
    Array,
    Attr,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    Literal,
    Name,
    Object,
    Opaque,
    Operation,
    Splat,
    Template,
    parts,
)


class Interpreter:
    """Evaluates expressions of the language itself."""

    def __init__(self, environment: Environment) -> None:
        self._names = environment
        self._known = environment.known

    def evaluate(self, expression: Expression, scope: Scope) -> Value:
        """Return what an expression comes to.

        What cannot be decided becomes a Blend of all that it could be made of. Raises InvalidError where
        Terraform would refuse the expression.
        """
        handler = _HANDLERS[type(expression)]
        try:
            self._names.budget.spend()
            return handler(self, expression, scope)
        except UndecidableError:
            return self._blend(parts(expression), scope)

    def _blend(self, expressions: Iterator[Expression], scope: Scope) -> Blend:
        values = []
        for expression in expressions:
            try:
                self._names.budget.spend()
                values.append(self.evaluate(expression, scope))
            except InvalidError:
                continue
            except UndecidableError:
                return UNKNOWN
        return blend(values)

    def _name(self, expression: Name, scope: Scope) -> Value:
        return scope.names.get(expression.name, UNKNOWN)

    def _attr(self, expression: Attr, scope: Scope) -> Value:
        of = expression.of
        match of:
            case Name(root) if root not in scope.names:
                return self._names.member(root, expression.name, scope)
            case Attr(Name("data"), type_) if "data" not in scope.names:
                return self._names.data(type_, expression.name, scope)
            case _:
                return self._names.get(self.evaluate(of, scope), expression.name)

    def _index(self, expression: Index, scope: Scope) -> Value:
        of = self.evaluate(expression.of, scope)
        key = self._known(self.evaluate(expression.key, scope))
        if isinstance(key, float) and key.is_integer():
            key = int(key)
        if isinstance(key, bool) or not isinstance(key, str | int):
            raise InvalidError
        return self._names.get(of, key)

    def _splat(self, expression: Splat, scope: Scope) -> Value:
        of = self.evaluate(expression.of, scope)
        if of is None:
            return []
        if isinstance(of, Blend):
            return blend([self.evaluate(expression.each, scope.bind(**{"*": of}))])
        items = items_of(of) if isinstance(of, list | Bag) else [of]
        found = [self.evaluate(expression.each, scope.bind(**{"*": item})) for item in items]
        return Bag(tuple(found)) if isinstance(of, Bag) else found

    def _call(self, expression: Call, scope: Scope) -> Value:
        if expression.name in {"try", "can"}:
            return self._try(expression, scope)
        arguments = [self.evaluate(argument, scope) for argument in expression.arguments]
        if expression.expand and arguments:
            arguments += items_of(arguments.pop())
        return functions.call(expression.name, arguments, self._known)

    def _try(self, expression: Call, scope: Scope) -> Value:
        for argument in expression.arguments:
            try:
                value = self.evaluate(argument, scope)
            except InvalidError:
                continue
            if expression.name == "try":
                return value
            if isinstance(value, Blend):
                raise UndecidableError
            return True
        if expression.name == "can":
            return False
        raise InvalidError

    def _conditional(self, expression: Conditional, scope: Scope) -> Value:
        try:
            decided = truth(self.evaluate(expression.condition, scope), self._known)
        except (UndecidableError, InvalidError):
            mixed = self._blend(iter((expression.yes, expression.no)), scope)
            values = [self._safely(branch, scope) for branch in (expression.yes, expression.no)]
            complete = mixed.complete and all(map(is_reference, values))
            return Blend(mixed.refs, complete, mixed.sure)
        return self.evaluate(expression.yes if decided else expression.no, scope)

    def _safely(self, expression: Expression, scope: Scope) -> Value:
        try:
            return self.evaluate(expression, scope)
        except InvalidError:
            return UNKNOWN

    def _operation(self, expression: Operation, scope: Scope) -> Value:
        right = self.evaluate(expression.right, scope)
        if expression.left is None:
            negative = expression.operator == "-"
            return -number(right, self._known) if negative else not truth(right, self._known)
        left = self.evaluate(expression.left, scope)
        match expression.operator:
            case "==":
                return equal(left, right, self._known)
            case "!=":
                return not equal(left, right, self._known)
            case "&&" | "||":
                return self._logic(left, right, decisive=expression.operator == "||")
            case operator:
                return arithmetic(operator, left, right, self._known)

    def _logic(self, left: Value, right: Value, *, decisive: bool) -> Value:
        """One side that decides is enough: false for &&, true for ||."""
        found = []
        for side in (left, right):
            try:
                found.append(truth(side, self._known))
            except UndecidableError:
                continue
        if decisive in found:
            return decisive
        if len(found) < 2:  # noqa: PLR2004 - both sides
            raise UndecidableError
        return not decisive

    def _array(self, expression: Array, scope: Scope) -> Value:
        return [self.evaluate(item, scope) for item in expression.items]

    def _object(self, expression: Object, scope: Scope) -> Value:
        return {
            text(self.evaluate(key, scope), self._known): self.evaluate(value, scope)
            for key, value in expression.items
        }

    def _for(self, expression: For, scope: Scope) -> Value:
        collection = self.evaluate(expression.collection, scope)
        if isinstance(collection, Blend):
            inner = scope.bind(**{expression.key: collection, expression.value: collection})
            results = (expression.result_key, expression.result)
            return self._blend((result for result in results if result is not None), inner)
        scopes = [
            scope.bind(**{expression.key: key, expression.value: value}) for key, value in _pairs(collection)
        ]
        kept = [inner for inner in scopes if self._holds(expression.condition, inner)]
        if expression.result_key is None:
            found = [self.evaluate(expression.result, inner) for inner in kept]
            return Bag(tuple(found)) if isinstance(collection, Bag) and len(found) > 1 else found
        members: dict[str, Value] = {}
        for inner in kept:
            key = text(self.evaluate(expression.result_key, inner), self._known)
            value = self.evaluate(expression.result, inner)
            members[key] = [*members.get(key, []), value] if expression.group else value
        return members

    def _holds(self, condition: Expression | None, scope: Scope) -> bool:
        return condition is None or truth(self.evaluate(condition, scope), self._known)

    def _template(self, expression: Template, scope: Scope) -> Value:
        found = [part if isinstance(part, str) else self.evaluate(part, scope) for part in expression.parts]
        return composed(found, self._known)


def _pairs(collection: Value) -> Iterator[tuple[Value, Value]]:
    """Yield key and value of what a for expression walks through, in Terraform's order."""
    if isinstance(collection, dict):
        yield from ((key, collection[key]) for key in sorted(collection))
    elif isinstance(collection, Bag):
        yield from ((item, item) for item in collection.items)
    else:
        yield from enumerate(items_of(collection))


def _undecidable(*_: object) -> Value:
    raise UndecidableError


_HANDLERS: dict[type, Callable[..., Value]] = {
    Literal: lambda _, expression, __: expression.value,
    Name: Interpreter._name,  # noqa: SLF001 - its own methods
    Attr: Interpreter._attr,  # noqa: SLF001
    Index: Interpreter._index,  # noqa: SLF001
    Splat: Interpreter._splat,  # noqa: SLF001
    Call: Interpreter._call,  # noqa: SLF001
    Conditional: Interpreter._conditional,  # noqa: SLF001
    Operation: Interpreter._operation,  # noqa: SLF001
    Array: Interpreter._array,  # noqa: SLF001
    Object: Interpreter._object,  # noqa: SLF001
    For: Interpreter._for,  # noqa: SLF001
    Template: Interpreter._template,  # noqa: SLF001
    Opaque: _undecidable,
}
