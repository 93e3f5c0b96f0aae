"""How the text format shows which load balancers have findings."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paint import Paint, plural
from lbpolicy.model import LoadBalancer, Report, Severity

_LISTED = 10
_NAME = 200


def balancer_lines(report: Report, options: RenderOptions, paint: Paint) -> Iterator[list[str]]:
    """Yield the load balancers with findings, worst first, and how many there are beside them.

    A finding on what several of them share counts for each. Of one load balancer there is nothing to tell
    that its findings do not.
    """
    if len(report.load_balancers) < 2:  # noqa: PLR2004 - one is no list
        return
    severities: defaultdict[str, Counter[Severity]] = defaultdict(Counter)
    for finding in report.findings:
        if finding.active:
            severities[finding.outcome.asset.name][finding.severity] += 1
    met: set[str] = set()
    rows = sorted(_rows(report, severities, met), key=lambda row: (row[0], row[1].name))
    listed = rows if options.verbose else rows[:_LISTED]
    for worst, balancer in listed:
        figures = [f"{-number:,} {one.value}" for one, number in zip(Severity, worst, strict=True) if number]
        place = f" (project {balancer.project})" if balancer.project else ""
        name = visible(f"{balancer.short_name}{place}", _NAME)
        yield ["  " + paint("bold", name) + f": {', '.join(figures)}"]
    more = len(rows) - len(listed)
    clean = len(report.load_balancers) - len(rows)
    rest = [f"{more:,} more with findings; --verbose lists each."] if more else []
    rest += [f"{plural(clean, 'load balancer')} without findings."] if clean else []
    others = sum(count.total() for name, count in severities.items() if name not in met)
    if others and not any(balancer.left_out for balancer in report.load_balancers):
        rest.append(f"{plural(others, 'finding')} on what belongs to none of them.")
    if rows and rest:
        yield ["  " + " ".join(rest)]


def _rows(
    report: Report, severities: defaultdict[str, Counter[Severity]], met: set[str]
) -> Iterator[tuple[tuple[int, ...], LoadBalancer]]:
    """Yield what sorts the worst first, and the load balancer; put assets with findings into `met`."""
    for balancer in report.load_balancers:
        total: Counter[Severity] = Counter()
        for node in balancer.nodes:
            if node.asset.name in severities:
                met.add(node.asset.name)
                total += severities[node.asset.name]
        if total:
            yield tuple(-total[severity] for severity in Severity), balancer
