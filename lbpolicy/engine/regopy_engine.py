"""regopy (rego-cpp), the default engine, with its hazards closed.

Measured for 1.5.2: `set_input` corrupts strings with quotes, backslashes or control characters and overflows
large integers, so input goes in another way (regopy_input); runtime errors are undefined unless
`strict_built_in_errors` is set; errors surface as RegoError, as JSONDecodeError or as text on the terminal;
`query` compiles anew each time, so one bundle is built per question and process.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from lbpolicy.engine import answers, modules
from lbpolicy.engine.quiet import captured_output
from lbpolicy.engine.regopy_input import Inputs
from lbpolicy.errors import EngineError, PolicyError
from lbpolicy.model import Json, PolicySet

MAX_ERROR_TEXT = 500
_TYPES = "most often an attribute of the asset has another type than Google's API gives it"


class _Kind:
    """The compiled rules of one kind of subject."""

    def __init__(self, engine: "RegopyEngine", kind: str) -> None:
        self._engine = engine
        self._error: type[Exception] = engine.regopy.RegoError
        self._kind = kind
        self._bundles: dict[str, Any] = {}
        self._rules = modules.about(engine.policies, kind)
        self._everything = answers.question(kind, careful=False)

    @cached_property
    def _compiler(self) -> Any:  # noqa: ANN401 - untyped library
        """The interpreter that has read the rules; one that has not runs them."""
        compiler = self._engine.interpreter()
        question = answers.module(self._kind, self._rules, careful=False)
        self._add(compiler, *modules.modules(self._engine.policies, self._kind), question)
        compiler.add_data_json(json.dumps(modules.data(self._engine.policies, self._kind)))
        return compiler

    def _add(self, compiler: Any, *texts: tuple[str, str]) -> None:  # noqa: ANN401 - untyped library
        label = ""
        try:
            with captured_output():
                for label, text in texts:
                    compiler.add_module(label, text)
        except self._error as error:
            raise PolicyError(
                f"{label} does not parse: {_first_line(error, [])}", "Check it with: opa check --strict"
            ) from None

    def save(self, file: Path) -> None:
        """Compile the question that `ask_all` asks, and write it to a file for other processes."""
        bundle, draft = self._bundle(self._everything), file.with_suffix(".draft")
        with suppress(self._error, OSError):  # then they compile it themselves
            self._compiler.save_bundle(str(draft), bundle, self._engine.binary)
            draft.replace(file)

    def load(self, file: Path) -> None:
        """Take over what another process has written, if it has."""
        if self._everything in self._bundles or not file.exists():
            return
        with captured_output(), suppress(self._error):
            bundle = self._engine.runner.load_bundle(str(file), self._engine.binary)
            if bundle.ok():  # asking one that is not crashes
                self._bundles[self._everything] = bundle

    @cached_property
    def _careful(self) -> str:
        """The question that leaves nothing undefined, which the compiler reads when it is first asked."""
        self._add(self._compiler, answers.module(self._kind, self._rules, careful=True))
        return answers.question(self._kind, careful=True)

    def ask_all(self, document: bytes) -> Json:
        """Return what each rule says, by the last part of its package."""
        try:
            return self._taken_apart(self.ask(self._everything, document), careful=False)
        except EngineError:
            return self._taken_apart(self.ask(self._careful, document), careful=True)

    def _taken_apart(self, said: Json, *, careful: bool) -> dict[str, Json]:
        try:
            return answers.taken_apart(self._rules, said, careful=careful)
        except ValueError:
            raise EngineError(f"it returned no list of answers; {_TYPES}") from None

    def _bundle(self, question: str) -> Any:  # noqa: ANN401 - untyped library
        """Return the compiled form of a question, made once."""
        if question not in self._bundles:
            compiler = self._compiler
            with captured_output() as printed:
                try:
                    self._bundles[question] = compiler.build(question)
                except (self._error, ValueError) as error:
                    why = _first_line(error, printed)
                    raise PolicyError(f"{question} does not compile: {why}") from None
        return self._bundles[question]

    def ask(self, question: str, document: bytes) -> Json:
        """Return what a question gives for an input."""
        bundle = self._bundle(question)
        try:
            self._engine.inputs.set(self._engine.runner, document)
            output = str(self._engine.runner.query_bundle(bundle))
            expressions = json.loads(output).get("expressions")
        except json.JSONDecodeError:
            # a broken result is an error, never "no findings"
            raise EngineError(f"it returned nothing readable; {_TYPES}") from None
        except (self._error, ValueError, AttributeError) as error:
            raise EngineError(_first_line(error, [])) from None
        if not isinstance(expressions, list) or len(expressions) != 1:
            raise EngineError(f"{question} has no value")
        return expressions[0]


def _first_line(error: Exception, printed: list[str]) -> str:
    text = " ".join(" ".join([str(error), *printed]).split())
    return text[:MAX_ERROR_TEXT] or type(error).__name__


class RegopyEngine:
    """Policies compiled by regopy, the rules of each kind of subject when first asked."""

    def __init__(self, policies: PolicySet) -> None:
        self.policies = policies
        self.regopy: Any = import_module("regopy")
        self.binary = self.regopy.BundleFormat.Binary
        self.inputs = Inputs()
        self.runner = self.interpreter()
        self._kinds: dict[str, _Kind] = {}
        self._shared: Path | None = None
        """The folder of what other processes have compiled."""

    def interpreter(self) -> Any:  # noqa: ANN401 - untyped library
        """Return a new interpreter, to which an error of a builtin is an error."""
        made = self.regopy.Interpreter()
        made.strict_built_in_errors = True
        return made

    def _kind(self, kind: str) -> _Kind:
        if kind not in self._kinds:
            self._kinds[kind] = _Kind(self, kind)
            if self._shared is not None:
                self._kinds[kind].load(self._shared / f"{kind}.bundle")
        return self._kinds[kind]

    def prepare(self, kinds: Sequence[str], folder: Path) -> None:
        """Compile the rules of some kinds, each in one of the processes that share the folder.

        What another process has compiled is loaded when it is asked for, in a twentieth of the time.
        """
        self._shared = folder
        for kind in kinds:
            try:
                (folder / f"{kind}.taken").touch(exist_ok=False)
            except FileExistsError:
                continue
            self._kind(kind).save(folder / f"{kind}.bundle")

    def ask_kind(self, kind: str, document: bytes) -> Json:
        """Return what the rules in data.lbpolicy.rules.<kind> say of this input."""
        return self._kind(kind).ask_all(document)

    def ask_rule(self, kind: str, package: str, document: bytes) -> Json:
        """Return what one rule's package is for this input."""
        return self._kind(kind).ask(f"data.{package}", document)
