"""Does the configuration set an attribute? What it leaves out has the API's default, and is no mystery."""

from lbpolicy.sources.terraform.convert import api_defaults
from lbpolicy.sources.terraform.convert.sides import Side
from lbpolicy.sources.terraform.documents.addresses import Step
from lbpolicy.sources.terraform.documents.configuration import Configuration
from lbpolicy.sources.terraform.documents.planned import Plan, Planned
from lbpolicy.sources.terraform.language.evaluate import Evaluator
from lbpolicy.sources.terraform.language.scopes import Budget
from lbpolicy.sources.terraform.language.world import World
from lbpolicy.sources.terraform.resolve.written import Body, SourceBody, configured_body, find, source_body
from lbpolicy.sources.terraform.syntax.sources import TerraformSources

Path = tuple[Step, ...]


class Settings:
    """Answers by the .tf sources where they are at hand, else by the `configuration` of the plan."""

    def __init__(self, plan: Plan, sources: TerraformSources | None) -> None:
        self._budget = Budget()
        configuration = Configuration(plan.configuration)
        self._evaluator = Evaluator(World(plan), configuration, plan.variables, sources, self._budget)
        self._last: tuple[str, Body | None] = ("", None)
        """What is written for the resource that was asked about last: it is asked for one after the other."""

    def default_holds(self, side: Side, path: Path, *, block: bool) -> bool:
        """Tell whether an attribute that is not known yet will have the default that Google documents.

        That is so where the provider leaves the attribute to the API, and the configuration does not set it.
        `block`: it is a block, or several.
        """
        key = ".".join(step for step in path if isinstance(step, str))
        documented = key in api_defaults.API_DEFAULTS.get(side.planned.type, ())
        return documented and self.leaves_out(side, path, block=block)

    def leaves_out(self, side: Side, path: Path, *, block: bool = False) -> bool:
        """Tell whether the configuration does not set an attribute; False where that is not known."""
        self._budget.start()
        try:
            body = self._body(side.planned)
            ask = _has_no if block else _leaves_out
            return body is not None and ask(body, side, path)
        except RecursionError:
            return False
        finally:
            self._budget.end()

    def _body(self, planned: Planned) -> Body | None:
        if self._last[0] != planned.address:
            body = source_body(planned, self._evaluator) or configured_body(planned, self._evaluator)
            self._last = (planned.address, body)
        return self._last[1]


def _has_no(body: Body, _: Side, path: Path) -> bool:
    """Tell whether a resource has no block of a kind.

    Only the sources can tell: the configuration of a plan knows nothing of dynamic blocks.
    """
    name = str(path[-1])
    known = isinstance(body, SourceBody) and len(path) == 1
    return known and name not in body.names() and body.blocks(name) == []


def _leaves_out(body: Body, side: Side, path: Path) -> bool:
    """Tell whether an attribute is not set, or set to null."""
    found = find([body], path, side.planned.after, side.planned.unknown)
    return found is not None and not found.rest and all(value is None for value in found.values)
