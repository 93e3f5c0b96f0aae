"""Which Rego engines there are, and how one is opened."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from lbpolicy.errors import UsageError
from lbpolicy.model import Json, PolicySet


class Engine(Protocol):
    """A compiled set of policies, ready to answer.

    Each question may raise EngineError; the first of a kind compiles its rules and may raise PolicyError.
    """

    def prepare(self, kinds: Sequence[str], folder: Path) -> None:
        """Compile the rules of some kinds ahead, together with the other processes that share the folder."""

    def ask_kind(self, kind: str, document: bytes) -> Json:
        """Return data.lbpolicy.rules.<kind> for this input: {rule file: {"applies", "findings", ...}}."""

    def ask_rule(self, kind: str, package: str, document: bytes) -> Json:
        """Return what one rule's package is for this input."""


def _regopy(policies: PolicySet) -> Engine:
    from lbpolicy.engine.regopy_engine import RegopyEngine

    return RegopyEngine(policies)


def _regorus(policies: PolicySet) -> Engine:
    from lbpolicy.engine.regorus_engine import RegorusEngine

    return RegorusEngine(policies)


ENGINES: dict[str, Callable[[PolicySet], Engine]] = {"regopy": _regopy, "regorus": _regorus}
"""Engine name -> how to open it. regopy is the default; regorus needs the extra `fast`."""

_DISTRIBUTIONS = {"regopy": "regopy", "regorus": "gordon-to-regorus"}


def open_engine(name: str, policies: PolicySet) -> Engine:
    """Open an engine on a set of policies."""
    return ENGINES[name](policies)


def describe(name: str) -> str:
    """Return name and version of an engine: "regopy 1.5.2". Raises UsageError when it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{name} {version(_DISTRIBUTIONS[name])}"
    except PackageNotFoundError:
        raise UsageError(
            f"The engine {name} is not installed.",
            f"pip install 'lbpolicy[fast]' brings {name}, or use --engine regopy.",
        ) from None
