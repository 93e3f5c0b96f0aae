"""Security Command Center in this process: the calls that `publish scc` makes, over real gRPC.

It keeps to what the reference says of version 2: an update without a mask creates or replaces, changes
neither the state nor the mute state, and takes no event of the future; category and resource cannot change.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import grpc
from google.cloud.securitycenter_v2 import (
    Finding,
    ListFindingsRequest,
    ListFindingsResponse,
    SetFindingStateRequest,
    SetMuteRequest,
    UpdateFindingRequest,
)

_SERVICE = "google.cloud.securitycenter.v2.SecurityCenter"
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,254}")
_NAME = re.compile(r"(organizations/\d+/sources/\d+/locations/[a-z0-9-]+)/findings/([A-Za-z0-9]{1,32})")

Fault = Callable[[str, Any], "grpc.StatusCode | None"]


class RefusedError(Exception):
    """What the server answers instead of a result."""

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(message)
        self.code = code


class Center:
    """What the service holds, and what it was asked."""

    def __init__(self, page: int = 2) -> None:
        self.findings: dict[str, Finding] = {}
        self.calls: Counter[str] = Counter()
        self.fault: Fault = lambda _method, _request: None
        self.address = ""
        self._page = page
        self._lock = threading.Lock()

    def answer(self, method: str, request: Any) -> Any:
        with self._lock:
            self.calls[method] += 1
            code = self.fault(method, request)
            if code is not None:
                raise RefusedError(code, f"{method} is not to be.")
            return getattr(self, f"_{method}")(request)

    def states(self) -> dict[str, str]:
        """Return the state of each finding by its id."""
        return {name.rsplit("/", 1)[-1]: one.state.name for name, one in self.findings.items()}

    def _ListFindings(self, request: ListFindingsRequest) -> ListFindingsResponse:  # noqa: N802
        if request.filter != 'state="ACTIVE"':
            raise RefusedError(grpc.StatusCode.INVALID_ARGUMENT, f"filter {request.filter}")
        active = [
            one
            for name, one in sorted(self.findings.items())
            if name.startswith(f"{request.parent}/findings/") and one.state == Finding.State.ACTIVE
        ]
        start = int(request.page_token or 0)
        end = start + min(self._page, request.page_size or 10)
        return ListFindingsResponse(
            list_findings_results=[{"finding": one} for one in active[start:end]],
            next_page_token=str(end) if end < len(active) else "",
        )

    def _UpdateFinding(self, request: UpdateFindingRequest) -> Finding:  # noqa: N802
        new = request.finding
        match = _NAME.fullmatch(new.name)
        problem = ""
        if match is None:
            problem = f"name {new.name}"
        elif request.update_mask.paths:
            problem = "a mask on a finding that may not exist"
        elif new.event_time is None or new.event_time > datetime.now(UTC):
            problem = "event time"
        elif not all(_KEY.fullmatch(key) for key in new.source_properties):
            problem = "source properties"
        elif new.mute != Finding.Mute.MUTE_UNSPECIFIED:
            problem = "mute"
        old = self.findings.get(new.name)
        if old and (old.category, old.resource_name) != (new.category, new.resource_name):
            problem = "category and resource cannot change"
        if problem:
            raise RefusedError(grpc.StatusCode.INVALID_ARGUMENT, problem)
        new.state = old.state if old else Finding.State.ACTIVE
        new.mute = old.mute if old else Finding.Mute.UNDEFINED
        self.findings[new.name] = new
        return new

    def _SetFindingState(self, request: SetFindingStateRequest) -> Finding:  # noqa: N802
        finding = self._existing(request.name)
        finding.state = request.state
        return finding

    def _SetMute(self, request: SetMuteRequest) -> Finding:  # noqa: N802
        finding = self._existing(request.name)
        finding.mute = request.mute
        return finding

    def _existing(self, name: str) -> Finding:
        if name not in self.findings:
            raise RefusedError(grpc.StatusCode.NOT_FOUND, name)
        return self.findings[name]


@contextmanager
def serving(center: Center) -> Iterator[Center]:
    """Serve on a port of this machine; `center.address` is where."""
    requests = {
        "ListFindings": (ListFindingsRequest, ListFindingsResponse),
        "UpdateFinding": (UpdateFindingRequest, Finding),
        "SetFindingState": (SetFindingStateRequest, Finding),
        "SetMute": (SetMuteRequest, Finding),
    }
    handlers = {name: _handler(center, name, *types) for name, types in requests.items()}
    server = grpc.server(ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(_SERVICE, handlers),))
    center.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    try:
        yield center
    finally:
        server.stop(None).wait()


def _handler(center: Center, method: str, request_type: Any, response_type: Any) -> Any:
    def answer(request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return center.answer(method, request)
        except RefusedError as refused:
            context.abort(refused.code, str(refused))

    return grpc.unary_unary_rpc_method_handler(
        answer, request_deserializer=request_type.deserialize, response_serializer=response_type.serialize
    )
