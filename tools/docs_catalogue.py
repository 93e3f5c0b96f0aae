"""What the pages are made from: rules, their cases, the bundles and the architecture's demands."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from lbpolicy.errors import PolicyError
from lbpolicy.model import Rule, RuleSubject, Severity
from lbpolicy.policy import bundle_names, load
from lbpolicy.resources import folder
from tools.docs_traceability import Traceability, read_traceability

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "policies"

PRODUCTS = {"run.googleapis.com": "Cloud Run ", "certificatemanager.googleapis.com": "Certificate Manager "}
"""What goes before the name of an asset type that is not one of Compute Engine."""

KINDS_OF_CASE = ("fails", "passes", "not_applicable", "default", "unknown", "link")
"""Every kind of case, in the order in which pages show them."""


@dataclass(frozen=True, slots=True)
class Case:
    """One tested case of a rule; its name is what pages say."""

    name: str
    """A noun phrase: "an instance group without a health check"."""
    kind: str
    """One of KINDS_OF_CASE: what the case is there for."""
    status: str
    """What the rule says of it: "fail", "pass", "review" or "not_applicable"."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that pages show."""

    rules: tuple[Rule, ...]
    """By id, with their own severities and parameters."""
    cases: Mapping[str, tuple[Case, ...]]
    """Package of a rule's subject -> its cases, in the order of the file."""
    bundles: Mapping[str, Mapping[str, Severity]]
    """Bundle -> the rules that it holds, with their severities there."""
    traceability: Traceability

    def cases_of(self, rule: Rule) -> list[tuple[RuleSubject, tuple[Case, ...]]]:
        """Return the cases of each kind of asset that the rule judges."""
        return [(on, self.cases.get(on.package, ())) for on in rule.subjects]


def read_catalogue() -> Catalogue:
    """Read everything that the checkout holds.

    Raises LbpolicyError for a policy or bundle that cannot be used, and for a case file that is missing or is
    not a list of cases.
    """
    policies = [folder("policies")]
    rules = load(policies).rules
    bundles = {name: load(policies, name).rules for name in bundle_names()}
    return Catalogue(
        rules=rules,
        cases={on.package: read_cases(case_file(on)) for rule in rules for on in rule.subjects},
        bundles={name: {rule.id: rule.severity for rule in held} for name, held in bundles.items()},
        traceability=read_traceability(),
    )


def asset_label(on: RuleSubject) -> str:
    """Return what pages call the assets that a rule judges: "BackendService", "Cloud Run Service"."""
    service, _, name = on.asset_type.partition("/")
    return PRODUCTS.get(service, "") + name


def case_file(on: RuleSubject) -> Path:
    """Return where the cases of a rule for one kind of asset lie."""
    return CASES / on.kind / f"{on.package.rpartition('.')[2]}.yaml"


def read_cases(file: Path) -> tuple[Case, ...]:
    """Read what pages show of a case file. Raises PolicyError where it is missing or not a list of cases."""
    label = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
    try:
        entries = yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
        return tuple(Case(entry["name"], entry["kind"], entry["status"]) for entry in entries)
    except FileNotFoundError:
        raise PolicyError(f"{label} is missing: a rule without cases has no page") from None
    except (yaml.YAMLError, TypeError, KeyError) as error:
        raise PolicyError(f"{label} is not a list of cases: {error!r}") from error
