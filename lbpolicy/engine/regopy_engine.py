"""regopy (rego-cpp), the default engine, with its hazards closed.

Measured for 1.5.2: `set_input` corrupts strings with quotes, backslashes or control characters and overflows
large integers, so input goes in another way (regopy_input); runtime errors are undefined unless
`strict_built_in_errors` is set; errors surface as RegoError, as JSONDecodeError or as text on the terminal;
`query` compiles anew each time, so one bundle is built per question and process.
"""

import json
from functools import cached_property
from importlib import import_module
from typing import Any

from lbpolicy.engine import modules
from lbpolicy.engine.quiet import captured_output
from lbpolicy.engine.regopy_input import Inputs
from lbpolicy.errors import EngineError, PolicyError
from lbpolicy.model import Json, PolicySet

MAX_ERROR_TEXT = 500
_TYPES = "most often an attribute of the asset has another type than Google's API gives it"


class _Kind:
    """The compiled rules of one kind of subject."""

    def __init__(self, regopy: Any, inputs: Inputs, policies: PolicySet, kind: str) -> None:  # noqa: ANN401 - untyped library
        self._error: type[Exception] = regopy.RegoError
        self._inputs = inputs
        self._interpreter = regopy.Interpreter()
        self._interpreter.strict_built_in_errors = True
        self._bundles: dict[str, Any] = {}
        chosen = [one for one in (rule.on(kind) for rule in policies.rules) if one]
        self._packages = [one.package.rpartition(".")[2] for one in chosen]
        self._everything = modules.answers_question(kind)
        label, texts = "", (*modules.modules(policies, kind), modules.answers(policies, kind))
        try:
            with captured_output():
                for label, text in texts:
                    self._interpreter.add_module(label, text)
        except self._error as error:
            raise PolicyError(
                f"{label} does not parse: {_first_line(error, [])}", "Check it with: opa check --strict"
            ) from None
        self._interpreter.add_data_json(json.dumps(modules.data(policies, kind)))

    def ask_all(self, document: bytes) -> Json:
        """Return what each rule says, by the last part of its package."""
        said = self.ask(self._everything, document)
        try:
            rows = list(zip(self._packages, said, strict=True))
            return {package: _parts(row) for package, row in rows}
        except (TypeError, ValueError):
            raise EngineError(f"it returned no list of answers; {_TYPES}") from None

    def prepare(self) -> None:
        """Compile the question that `ask_all` asks."""
        self._bundle(self._everything)

    def _bundle(self, question: str) -> Any:  # noqa: ANN401 - untyped library
        """Return the compiled form of a question, made once."""
        if question not in self._bundles:
            with captured_output() as printed:
                try:
                    self._bundles[question] = self._interpreter.build(question)
                except (self._error, ValueError) as error:
                    why = _first_line(error, printed)
                    raise PolicyError(f"{question} does not compile: {why}") from None
        return self._bundles[question]

    def ask(self, question: str, document: bytes) -> Json:
        """Return what a question gives for an input."""
        bundle = self._bundle(question)
        try:
            self._inputs.set(self._interpreter, document)
            output = str(self._interpreter.query_bundle(bundle))
            expressions = json.loads(output).get("expressions")
        except json.JSONDecodeError:
            # a broken result is an error, never "no findings"
            raise EngineError(f"it returned nothing readable; {_TYPES}") from None
        except (self._error, ValueError, AttributeError) as error:
            raise EngineError(_first_line(error, [])) from None
        if not isinstance(expressions, list) or len(expressions) != 1:
            raise EngineError(f"{question} has no value")
        return expressions[0]


def _parts(row: list[list[Json]]) -> dict[str, Json]:
    return {part: values[0] for part, values in zip(modules.PARTS, row, strict=True) if values}


def _first_line(error: Exception, printed: list[str]) -> str:
    text = " ".join(" ".join([str(error), *printed]).split())
    return text[:MAX_ERROR_TEXT] or type(error).__name__


class RegopyEngine:
    """Policies compiled by regopy, one interpreter for each kind of subject, made when first asked."""

    def __init__(self, policies: PolicySet) -> None:
        self._policies = policies
        self._kinds: dict[str, _Kind] = {}

    @cached_property
    def _inputs(self) -> Inputs:
        return Inputs()

    @cached_property
    def _regopy(self) -> Any:  # noqa: ANN401 - untyped library
        return import_module("regopy")

    def _kind(self, kind: str) -> _Kind:
        if kind not in self._kinds:
            self._kinds[kind] = _Kind(self._regopy, self._inputs, self._policies, kind)
        return self._kinds[kind]

    def prepare(self, kind: str) -> None:
        """Compile the rules of a kind."""
        self._kind(kind).prepare()

    def ask_kind(self, kind: str, document: bytes) -> Json:
        """Return what the rules in data.lbpolicy.rules.<kind> say of this input."""
        return self._kind(kind).ask_all(document)

    def ask_rule(self, kind: str, package: str, document: bytes) -> Json:
        """Return what one rule's package is for this input."""
        return self._kind(kind).ask(f"data.{package}", document)
