"""What an expression needs to know of the world around it."""

from typing import Protocol

from lbpolicy.model import Json
from lbpolicy.sources.terraform.documents.addresses import Step
from lbpolicy.sources.terraform.language.scopes import Budget, Scope
from lbpolicy.sources.terraform.language.values import Value


class Environment(Protocol):
    """What names mean."""

    budget: Budget

    def member(self, root: str, name: str, scope: Scope) -> Value:
        """Return `root.name`: var.x, each.key, module.x, google_compute_url_map.x."""

    def data(self, type_: str, name: str, scope: Scope) -> Value:
        """Return `data.type.name`."""

    def get(self, value: Value, step: Step) -> Value:
        """Return a member or element of a value. Raises InvalidError if it has none such."""

    def known(self, value: Value) -> Json:
        """Return a value as plain JSON. Raises UndecidableError if part of it is not known."""
