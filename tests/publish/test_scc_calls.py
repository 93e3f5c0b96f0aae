import threading

import pytest
from google.api_core.exceptions import PermissionDenied, ServiceUnavailable
from google.auth.exceptions import RefreshError, TransportError

from lbpolicy.errors import UsageError
from lbpolicy.publish import scc_calls
from lbpolicy.publish.scc_calls import LONGEST_WAIT, CallError, Calls, Stopped, as_call_error
from lbpolicy.publish.scc_names import parse_source


class Clock(threading.Event):
    """Time that passes only where somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.waits.append(timeout)
        self.now += timeout
        return self.is_set()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(scc_calls.time, "monotonic", lambda: one.now)
    monkeypatch.setattr(scc_calls.random, "uniform", lambda _low, _high: 1.0)
    return one


def test_a_minute_takes_no_more_writes_than_allowed(clock: Clock) -> None:
    calls = Calls(per_minute=900, stopped=clock)
    times = [calls.write(lambda: clock.now) for _ in range(3000)]
    assert not any(now - times[0] for now in times[:89])
    fullest = max(sum(1 for one in times if start <= one < start + 60) for start in times)
    assert fullest <= 991
    assert times[-1] - times[0] < 200


def test_the_waits_between_tries_grow_up_to_a_minute(clock: Clock) -> None:
    calls = Calls(retries=8, stopped=clock)

    def fail() -> None:
        raise ServiceUnavailable("It is not there.")  # type: ignore[no-untyped-call]

    with pytest.raises(CallError, match="UNAVAILABLE: It is not there"):
        calls.read(fail)
    assert clock.waits == [1, 2, 4, 8, 16, 32, LONGEST_WAIT, LONGEST_WAIT]
    assert calls.retried == 8


def test_what_will_not_change_is_not_tried_again(clock: Clock) -> None:
    def refuse() -> None:
        raise PermissionDenied("You may not.")  # type: ignore[no-untyped-call]

    with pytest.raises(CallError, match="PERMISSION_DENIED"):
        Calls(stopped=clock).write(refuse)
    assert clock.waits == []


def test_who_waits_gives_up_when_the_work_ends(clock: Clock) -> None:
    clock.set()

    def fail() -> None:
        raise ServiceUnavailable("It is not there.")  # type: ignore[no-untyped-call]

    with pytest.raises(Stopped):
        Calls(stopped=clock).read(fail)


def test_errors_of_the_credentials_are_calls_that_failed_and_our_own_are_not() -> None:
    assert str(as_call_error(TransportError("No way."))) == "UNAVAILABLE: No way."  # type: ignore[no-untyped-call]
    assert str(as_call_error(RefreshError("Expired."))) == "UNAUTHENTICATED: Expired."  # type: ignore[no-untyped-call]
    assert as_call_error(KeyError("x")) is None


@pytest.mark.parametrize(
    ("text", "location", "name"),
    [
        ("organizations/1/sources/2", "", "organizations/1/sources/2/locations/global"),
        ("folders/1/sources/2", "eu", "folders/1/sources/2/locations/eu"),
        ("projects/acme-1/sources/2/locations/us", "", "projects/acme-1/sources/2/locations/us"),
        ("projects/example.com:acme/sources/2", "", "projects/example.com:acme/sources/2/locations/global"),
    ],
)
def test_a_source_is_named_as_google_names_it(text: str, location: str, name: str) -> None:
    source = parse_source(text, location)
    assert source.name == name
    assert source.finding("ab") == f"{name}/findings/ab"


@pytest.mark.parametrize(
    "text",
    ["", "2", "organizations/1", "organizations/1/sources/x", "a/1/sources/2", "projects/../sources/2"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no source"):
        parse_source(text)
