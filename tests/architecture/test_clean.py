import pytest

from examples.architectures import CLEAN
from lbpolicy.model import Level, Report, RuleCounts, Status

from .mutation import clean
from .scanning import scan_records, verdicts


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    return {name: scan_records(clean(name).records, tmp_path_factory.mktemp(name)) for name in CLEAN}


@pytest.mark.parametrize("architecture", CLEAN)
def test_a_clean_architecture_has_no_fault_and_nothing_to_review(
    reports: dict[str, Report], architecture: str
) -> None:
    report = reports[architecture]

    assert verdicts(report, Status.FAIL) == set()
    assert verdicts(report, Status.REVIEW) == set()
    assert [n for n in report.notifications if n.level is not Level.NOTE] == []
    assert report.coverage.invalid == 0
    assert report.coverage.has_iam


def test_no_rule_applies_to_an_internal_load_balancer(reports: dict[str, Report]) -> None:
    counts = reports["internal_tiers"].coverage.rules

    assert {rule for rule, count in counts.items() if judged(count)} == set()
    assert sum(count.not_applicable for count in counts.values()) > 0


def test_every_rule_passes_somewhere(reports: dict[str, Report]) -> None:
    counts = [item for report in reports.values() for item in report.coverage.rules.items()]
    rules = {rule.id for rule in reports["serverless_iap"].rules}

    assert {rule for rule, count in counts if count.passed} == rules


def judged(counts: RuleCounts) -> bool:
    return counts.fail + counts.passed + counts.review + counts.error > 0
