"""What a Terraform plan does to findings: it introduces, keeps or fixes them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from lbpolicy.model import Finding, Status


@dataclass(slots=True)
class Earlier:
    """What was found on one asset before the plan."""

    asset: str = ""
    """Its full name; empty for none."""
    findings: Mapping[str, Finding] = field(default_factory=dict)
    """By finding id."""

    def compared(self, finding: Finding) -> Finding:
        """Return a finding after the plan, with what the plan does to it.

        What could not be decided before and fails now counts as introduced: nobody accepted it.
        """
        if finding.outcome.status is Status.PASS:
            return finding
        old = self.findings.get(finding.finding_id)
        was = old.outcome.status if old else None
        same = was in {Status.FAIL, finding.outcome.status}
        return replace(finding, change="kept" if same else "introduced")

    def fixed(self, now: Iterable[Finding], undecided: Collection[str] = ()) -> list[Finding]:
        """Return what failed before and does not any longer; `now` is what is found after the plan.

        `undecided` are rules that could not be evaluated. Neither they nor a case to review fix anything.
        """
        found = {one.finding_id: one for one in now if one.outcome.status is not Status.PASS}
        open_rules = {f.outcome.rule for f in found.values() if f.outcome.status is Status.REVIEW}
        return [
            replace(old, change="fixed")
            for name, old in self.findings.items()
            if old.outcome.status is Status.FAIL
            and name not in found
            and old.outcome.rule not in open_rules
            and old.outcome.rule not in undecided
        ]


def kept(finding: Finding) -> Finding:
    """Return a finding that is the same before and after the plan."""
    return finding if finding.outcome.status is Status.PASS else replace(finding, change="kept")
