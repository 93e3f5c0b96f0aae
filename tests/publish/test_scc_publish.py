from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from google.cloud.securitycenter_v2 import Finding as SccFinding
from scc_reports import BACKEND, LATER, WAIVER, finding, report, rule
from scc_server import Center, serving

from lbpolicy.errors import UsageError
from lbpolicy.formats import RenderOptions
from lbpolicy.formats.scc.findings import SccFindings
from lbpolicy.model import Report, Status
from lbpolicy.publish.scc import IN_A_ROW, Publisher, Result, check
from lbpolicy.publish.scc_calls import CallError, Calls
from lbpolicy.publish.scc_client import SecurityCenter, connect
from lbpolicy.publish.scc_names import parse_source
from lbpolicy.publish.scc_steps import Steps

SOURCE = parse_source("organizations/1/sources/2")
URL_MAPS = replace(rule().subjects[0], kind="url_map")
WEB, API, OTHER = finding("web"), finding("api"), finding("other", "elsewhere")


@pytest.fixture
def center() -> Iterator[Center]:
    with serving(Center()) as one:
        yield one


def publish(
    center: Center, one: Report, *, reviews: bool = False, retries: int = 2, concurrency: int = 3
) -> tuple[Result, Steps]:
    calls = Calls(retries=retries, per_minute=60_000, first_wait=0.01)
    service = SecurityCenter(connect(center.address), SOURCE, calls)
    bodies = SccFindings(one, RenderOptions())
    steps = Steps(one, {known.finding_id: known for known in service.active()}, bodies, reviews=reviews)
    result = Result()
    Publisher(service, bodies, calls, concurrency).run(iter(steps), result, lambda _done: None)
    return result, steps


def held(center: Center, one: str) -> SccFinding:
    return center.findings[SOURCE.finding(one)]


def test_published_twice_it_is_there_once_and_nothing_is_written_again(center: Center) -> None:
    first, _ = publish(center, report([WEB, API]))
    assert first.done == {"create": 2}
    assert center.states() == {WEB.finding_id: "ACTIVE", API.finding_id: "ACTIVE"}
    again, steps = publish(center, report([WEB, API], at=LATER))
    assert (again.done, steps.unchanged) == ({}, 2)
    assert center.calls["UpdateFinding"] == 2


def test_what_says_something_else_now_is_updated(center: Center) -> None:
    publish(center, report([WEB]))
    result, _ = publish(center, report([finding("web", message="It is on, and shared.")], at=LATER))
    assert result.done == {"update": 1}
    assert held(center, WEB.finding_id).description.startswith("It is on, and shared.")


def test_a_rule_by_another_name_keeps_the_category_which_cannot_change(center: Center) -> None:
    publish(center, report([WEB]))
    result, _ = publish(center, report([WEB], at=LATER, rules=(rule(words="GuardAndCache"),)))
    assert result.done == {"update": 1}
    assert held(center, WEB.finding_id).category == "CACHE_BEHIND_GUARD"
    assert held(center, WEB.finding_id).source_properties["rule_name"] == "GuardAndCache"


def test_what_is_gone_is_closed_and_what_comes_back_is_opened(center: Center) -> None:
    publish(center, report([WEB, API]))
    result, _ = publish(center, report([API], at=LATER))
    assert result.done == {"close": 1}
    assert center.states() == {WEB.finding_id: "INACTIVE", API.finding_id: "ACTIVE"}
    back, _ = publish(center, report([WEB, API], at=LATER))
    assert back.done == {"create": 1}
    assert center.states() == {WEB.finding_id: "ACTIVE", API.finding_id: "ACTIVE"}


@pytest.mark.parametrize(
    ("reason", "now"),
    [
        ("scope", report([], at=LATER, scope={})),
        ("scope", report([], at=LATER, scope={"acme": ("compute.googleapis.com/UrlMap",)})),
        ("scope", report([], at=LATER, scope={"elsewhere": (BACKEND,)})),
        ("incomplete", report([], at=LATER, complete=False)),
        ("rule", report([], at=LATER, rules=(rule("LB902"),))),
        ("rule", report([], at=LATER, rules=(replace(rule(), subjects=(URL_MAPS,)),))),
        ("review", report([finding("web", status=Status.REVIEW)], at=LATER)),
        ("review", report([finding("web", status=Status.REVIEW, path="/iap")], at=LATER)),
        ("newer", report([], at="2026-02-01T00:00:00Z")),
    ],
)
def test_what_the_report_does_not_prove_to_be_gone_stays_active(
    center: Center, reason: str, now: Report
) -> None:
    publish(center, report([WEB]))
    result, steps = publish(center, now)
    assert (result.done, steps.left) == ({}, {reason: 1})
    assert center.states() == {WEB.finding_id: "ACTIVE"}


def test_a_listed_pass_with_the_id_of_the_failure_closes_it(center: Center) -> None:
    failed, passes = finding("web", path=""), finding("web", path="", message="", status=Status.PASS)
    assert failed.finding_id == passes.finding_id
    publish(center, report([failed]))
    result, _ = publish(center, report([passes], at=LATER))
    assert result.done == {"close": 1}
    assert center.states() == {failed.finding_id: "INACTIVE"}


def test_an_older_report_changes_nothing_that_a_newer_one_wrote(center: Center) -> None:
    publish(center, report([finding("web", message="New words.")], at=LATER))
    result, steps = publish(center, report([WEB]))
    assert (result.done, steps.left) == ({}, {"newer": 1})


def test_findings_of_others_in_the_same_source_are_never_touched(center: Center) -> None:
    publish(center, report([WEB]))
    stranger = SccFinding.to_dict(held(center, WEB.finding_id))
    for name, properties in (
        ("abc", {"rule": "LB901", "project": "acme", "asset_type": BACKEND}),
        ("def", {"tool": "lbpolicy", "finding_id": "copied"}),
    ):
        copy = SccFinding(stranger | {"name": SOURCE.finding(name), "source_properties": properties})
        center.findings[copy.name] = copy
    result, _ = publish(center, report([], at=LATER))
    assert result.done == {"close": 1}
    assert center.states() == {WEB.finding_id: "INACTIVE", "abc": "ACTIVE", "def": "ACTIVE"}


def test_a_waived_finding_is_muted_and_no_longer_once_its_waiver_is_gone(center: Center) -> None:
    publish(center, report([finding("web", waiver=WAIVER), API]))
    assert held(center, WEB.finding_id).mute.name == "MUTED"
    assert held(center, WEB.finding_id).source_properties["waiver_owner"] == "web@acme.example"
    assert held(center, API.finding_id).mute.name == "UNDEFINED"
    result, _ = publish(center, report([WEB, API], at=LATER))
    assert result.done == {"update": 1, "unmuted": 1}
    assert held(center, WEB.finding_id).mute.name == "UNDEFINED"


def test_a_waived_finding_that_is_mended_does_not_come_back_muted(center: Center) -> None:
    publish(center, report([finding("web", waiver=WAIVER)]))
    publish(center, report([], at=LATER))
    publish(center, report([WEB], at=LATER))
    assert held(center, WEB.finding_id).mute.name == "UNDEFINED"
    assert center.states() == {WEB.finding_id: "ACTIVE"}


def test_what_somebody_muted_by_hand_stays_muted(center: Center) -> None:
    publish(center, report([WEB]))
    held(center, WEB.finding_id).mute = SccFinding.Mute.MUTED
    publish(center, report([finding("web", message="Other words.")], at=LATER))
    assert held(center, WEB.finding_id).mute.name == "MUTED"


def test_a_mute_that_failed_is_made_good_the_next_time(center: Center) -> None:
    waived = report([finding("web", waiver=WAIVER)])
    center.fault = lambda method, _: grpc.StatusCode.PERMISSION_DENIED if method == "SetMute" else None
    result, _ = publish(center, waived)
    assert [failure.code for failure in result.failures] == ["PERMISSION_DENIED"]
    center.fault = lambda _method, _request: None
    result, _ = publish(center, waived)
    assert result.done == {"mute": 1, "muted": 1}


def test_reviews_are_sent_only_when_asked_for_and_as_observations(center: Center) -> None:
    doubtful = report([finding("web", status=Status.REVIEW), API])
    result, _ = publish(center, doubtful)
    assert result.done == {"create": 1}
    result, steps = publish(center, doubtful, reviews=True)
    assert (result.done, steps.unchanged) == ({"create": 1}, 1)
    assert held(center, WEB.finding_id).finding_class.name == "OBSERVATION"
    assert held(center, API.finding_id).finding_class.name == "MISCONFIGURATION"


@pytest.mark.parametrize("code", ["UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED"])
def test_what_the_service_cannot_take_just_then_is_tried_again(center: Center, code: str) -> None:
    def twice(method: str, _request: object) -> grpc.StatusCode | None:
        return grpc.StatusCode[code] if center.calls[method] <= 2 else None

    center.fault = twice
    result, _ = publish(center, report([WEB]))
    assert (result.done, result.failures) == ({"create": 1}, [])
    assert center.calls == {"ListFindings": 3, "UpdateFinding": 3}


@pytest.mark.parametrize("code", ["PERMISSION_DENIED", "NOT_FOUND", "INVALID_ARGUMENT"])
def test_what_is_refused_is_told_and_the_rest_goes_on(center: Center, code: str) -> None:
    def refuse(method: str, request: object) -> grpc.StatusCode | None:
        bad = method == "UpdateFinding" and request.finding.name.endswith(WEB.finding_id)  # type: ignore[attr-defined]
        return grpc.StatusCode[code] if bad else None

    center.fault = refuse
    result, _ = publish(center, report([WEB, API, OTHER]))
    assert result.done == {"create": 2}
    assert [(f.step.finding_id, f.code) for f in result.failures] == [(WEB.finding_id, code)]
    assert center.calls["UpdateFinding"] == 3


def test_a_service_that_fails_half_way_leaves_nothing_untold(center: Center) -> None:
    everything = [finding(f"b{number}") for number in range(3 * IN_A_ROW)]

    def half_way(method: str, _request: object) -> grpc.StatusCode | None:
        gone = method == "UpdateFinding" and center.calls[method] > IN_A_ROW
        return grpc.StatusCode.UNAVAILABLE if gone else None

    center.fault = half_way
    result, _ = publish(center, report(everything), retries=1)
    assert result.stopped
    assert result.done == {"create": IN_A_ROW}
    failed = {failure.step.finding_id for failure in result.failures}
    assert {failure.code for failure in result.failures} == {"UNAVAILABLE", "NOT_TRIED"}
    assert failed | set(center.states()) == {one.finding_id for one in everything}
    assert not failed & set(center.states())
    assert center.calls["UpdateFinding"] < len(everything) + IN_A_ROW
    center.fault = lambda _method, _request: None
    result, steps = publish(center, report(everything))
    assert (result.done, steps.unchanged) == ({"create": 2 * IN_A_ROW}, IN_A_ROW)


def test_a_clock_that_is_a_little_ahead_does_no_harm(center: Center) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    ahead = report([WEB], at=(now + timedelta(minutes=2)).isoformat().replace("+00:00", "Z"))
    check(ahead, now)
    result, _ = publish(center, ahead)
    assert result.done == {"create": 1}
    with pytest.raises(UsageError, match="yet to come"):
        check(ahead, now - timedelta(hours=1))


def test_a_source_that_cannot_be_read_is_an_error(center: Center) -> None:
    center.fault = lambda _method, _request: grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(CallError, match="PERMISSION_DENIED"):
        publish(center, report([WEB]))
    assert center.calls == {"ListFindings": 1}


def test_what_another_location_holds_is_not_mixed_up(center: Center) -> None:
    publish(center, report([WEB]))
    elsewhere = "organizations/1/sources/2/locations/eu/findings/"
    copy = SccFinding(held(center, WEB.finding_id))
    copy.name = elsewhere + WEB.finding_id
    center.findings[copy.name] = copy
    publish(center, report([], at=LATER))
    assert center.findings[copy.name].state.name == "ACTIVE"
    assert held(center, WEB.finding_id).state.name == "INACTIVE"
