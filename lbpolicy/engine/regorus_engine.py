"""regorus, the fast engine (extra `fast`, PyPI gordon-to-regorus)."""

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from lbpolicy.engine import modules
from lbpolicy.errors import EngineError, PolicyError
from lbpolicy.model import Json, PolicySet

MAX_ERROR_TEXT = 500


class RegorusEngine:
    """Policies compiled by regorus, one engine for each kind of subject, made when first asked."""

    def __init__(self, policies: PolicySet) -> None:
        self._policies = policies
        self._kinds: dict[str, Any] = {}

    def _kind(self, kind: str) -> Any:  # noqa: ANN401 - untyped library
        if kind not in self._kinds:
            engine = import_module("regorus").Engine()
            for label, text in modules.modules(self._policies, kind):
                try:
                    engine.add_policy(label, text)
                except Exception as error:  # noqa: BLE001 - regorus raises no class of its own
                    raise PolicyError(f"{label} does not parse: {_text(error)}") from None
            engine.add_data_json(json.dumps(modules.data(self._policies, kind)))
            self._kinds[kind] = engine
        return self._kinds[kind]

    def _ask(self, kind: str, question: str, document: bytes) -> Json:
        engine = self._kind(kind)
        try:
            engine.set_input_json(document.decode())
            # rules of a package are asked by a query: eval_rule wants a single rule
            result = json.loads(engine.eval_query_as_json(question))["result"]
            return result[0]["expressions"][0]["value"]
        except Exception as error:  # noqa: BLE001 - regorus raises no class of its own
            raise EngineError(_text(error)) from None

    def prepare(self, kinds: Sequence[str], folder: Path) -> None:  # noqa: ARG002 - nothing can be shared
        """Read the rules of some kinds. They are compiled by the first question."""
        for kind in kinds:
            self._kind(kind)

    def ask_kind(self, kind: str, document: bytes) -> Json:
        """Return what data.lbpolicy.rules.<kind> is for this input."""
        return self._ask(kind, modules.entrypoint(kind), document)

    def ask_rule(self, kind: str, package: str, document: bytes) -> Json:
        """Return what one rule's package is for this input."""
        return self._ask(kind, f"data.{package}", document)


def _text(error: Exception) -> str:
    return " ".join(str(error).split())[:MAX_ERROR_TEXT]
