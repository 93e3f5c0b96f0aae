"""How the text format shows what a baseline says of a scan."""

from collections import Counter
from collections.abc import Iterator, Mapping

from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.paint import Paint
from lbpolicy.formats.text.lines import gone_line
from lbpolicy.model import Baseline, Report, Rule

_WORDS = {"fixed": "fixed", "removed": "removed", "not-judged": "not judged again"}
_NAME = 500


def baseline_title(baseline: Baseline, options: RenderOptions) -> str:
    """Return the title over what is not there any more."""
    return f"{'Gone' if options.verbose else 'Fixed'} since {visible(baseline.file, _NAME)}"


def absent_lines(
    baseline: Baseline, rules: Mapping[str, Rule], options: RenderOptions, paint: Paint
) -> Iterator[list[str]]:
    """Yield what was fixed since the baseline; if verbose also what is gone for other reasons."""
    for why, word in _WORDS.items():
        if why == "fixed" or options.verbose:
            for absent in baseline.absent:
                if absent.why == why:
                    yield gone_line(word, absent.finding, rules[absent.finding.outcome.rule], paint)


def comparison_lines(report: Report, options: RenderOptions, paint: Paint) -> Iterator[str]:
    """Yield what changed since the baseline, in figures; waived findings are left out of what is there."""
    baseline = report.baseline
    if baseline is None:
        return
    marks = Counter(one.baseline for one in report.findings if one.waiver is None)
    gone: Counter[str] = Counter(absent.why for absent in baseline.absent)
    now = [f"{marks['new']:,} new"]
    now += [f"{marks['updated']:,} updated"] if marks["updated"] else []
    now += [f"{marks['unchanged']:,} unchanged"]
    then = [f"{gone[why]:,} {word}" for why, word in _WORDS.items() if gone[why] or why == "fixed"]
    head = f"Compared with {baseline.file} of {baseline.evaluated_at[:10]}"
    yield from paint.wrapped(f"{head}: {', '.join(now)}; {', '.join(then)}.")
    if gone["not-judged"]:
        text = "What was not judged again may well be there still: its rule, its asset or what it needs is"
        more = "" if options.verbose else " --verbose lists it."
        yield from paint.wrapped(f"{text} missing from this scan.{more}")
