"""Security Command Center behind its own client: what it holds of ours, and the four ways to change it."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from lbpolicy.errors import UsageError
from lbpolicy.formats.scc.findings import MARK, MUTED
from lbpolicy.publish.scc_calls import Calls
from lbpolicy.publish.scc_names import GLOBAL, Source

Mute = Literal["MUTED", "UNDEFINED"]
"""UNDEFINED leaves it to the organization's own mute rules again."""

_PAGE = 1000
_TIMEOUT = 60.0
"""Seconds that one try may take."""
_LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\]):\d{1,5}")


@dataclass(frozen=True, slots=True)
class Known:
    """An active finding that the service has of us."""

    finding_id: str
    category: str
    resource: str
    rule: str
    asset_type: str
    project: str
    content_hash: str
    event_time: datetime | None
    muted: bool
    waived: bool
    """It was waived when it was written, so it was us who muted it."""


def connect(endpoint: str, location: str = GLOBAL) -> Any:  # noqa: ANN401 - the client has no types
    """Return Google's client, with the credentials that it finds by itself.

    `endpoint` is empty for the one of the location. On the machine itself it speaks plain text and sends no
    credentials. UsageError: the client is not installed, or there are no credentials.
    """
    try:
        with warnings.catch_warnings():
            # some of its versions foretell the end of a Python version, which is not about this call
            warnings.simplefilter("ignore", FutureWarning)
            from google.auth.exceptions import DefaultCredentialsError
            from google.cloud import securitycenter_v2
    except ImportError as error:
        raise UsageError(
            "Security Command Center is reached with google-cloud-securitycenter, which is not installed.",
            "pip install 'lbpolicy[scc]'",
        ) from error
    if _LOOPBACK.fullmatch(endpoint):
        return _plain_client(endpoint)
    if not endpoint and location != GLOBAL:
        endpoint = f"securitycenter.{location}.rep.googleapis.com"
    try:
        options = {"api_endpoint": endpoint} if endpoint else None
        return securitycenter_v2.SecurityCenterClient(client_options=options)
    except DefaultCredentialsError as error:
        raise UsageError(
            f"There are no Google Cloud credentials that can be used: {error}",
            "gcloud auth application-default login, or GOOGLE_APPLICATION_CREDENTIALS=FILE.",
        ) from error


def _plain_client(endpoint: str) -> Any:  # noqa: ANN401
    import grpc
    from google.cloud import securitycenter_v2
    from google.cloud.securitycenter_v2.services.security_center.transports import SecurityCenterGrpcTransport

    channel = grpc.insecure_channel(endpoint, options=[("grpc.enable_http_proxy", 0)])
    return securitycenter_v2.SecurityCenterClient(transport=SecurityCenterGrpcTransport(channel=channel))


class SecurityCenter:
    """One source of the service. Its methods raise CallError, and may be called from several threads."""

    def __init__(self, client: Any, source: Source, calls: Calls) -> None:  # noqa: ANN401
        self._client = client
        self._source = source
        self._calls = calls

    def active(self) -> Iterator[Known]:
        """Yield the active findings of ours; what others wrote into the source is left out."""
        token = ""
        while True:
            request = {
                "parent": self._source.name,
                "filter": 'state="ACTIVE"',
                "page_size": _PAGE,
                "page_token": token,
            }
            page = self._calls.read(lambda request=request: self._page(request))  # type: ignore[misc]
            for result in page.list_findings_results:
                known = _known(result.finding)
                if known is not None:
                    yield known
            token = page.next_page_token
            if not token:
                return

    def _page(self, request: dict[str, object]) -> Any:  # noqa: ANN401
        pages = self._client.list_findings(request=request, retry=None, timeout=_TIMEOUT).pages
        return next(iter(pages))

    def write(self, finding_id: str, body: str) -> None:
        """Create or update a finding, and see that it is active. `body` is a Finding as JSON."""
        from google.cloud.securitycenter_v2 import Finding

        finding = Finding.from_json(body)
        finding.name = self._source.finding(finding_id)
        finding.event_time = min(finding.event_time, datetime.now(UTC))  # clocks differ; it takes no future
        finding.mute = Finding.Mute.MUTE_UNSPECIFIED  # the service has a call of its own for that
        # without a mask: that creates what does not exist, and replaces all that may change of what does
        now = self._calls.write(
            lambda: self._client.update_finding(request={"finding": finding}, retry=None, timeout=_TIMEOUT)
        )
        if now.state != Finding.State.ACTIVE:  # it was closed before; an update does not open it again
            self.set_state(finding_id, "ACTIVE")

    def set_state(self, finding_id: str, state: Literal["ACTIVE", "INACTIVE"]) -> None:
        """Open or close a finding."""
        request = {"name": self._source.finding(finding_id), "state": state}
        self._calls.write(
            lambda: self._client.set_finding_state(request=request, retry=None, timeout=_TIMEOUT)
        )

    def mute(self, finding_id: str, mute: Mute) -> None:
        """Mute a finding, or take that back."""
        request = {"name": self._source.finding(finding_id), "mute": mute}
        self._calls.write(lambda: self._client.set_mute(request=request, retry=None, timeout=_TIMEOUT))


def _known(finding: Any) -> Known | None:  # noqa: ANN401
    """Return a finding if it is one of ours: it has our mark, and the id that it had when we wrote it."""
    properties = {key: value for key, value in finding.source_properties.items() if isinstance(value, str)}
    finding_id = finding.name.rsplit("/", 1)[-1]
    if properties.get("tool") != MARK or properties.get("finding_id") != finding_id:
        return None
    return Known(
        finding_id=finding_id,
        category=finding.category,
        resource=finding.resource_name,
        rule=properties.get("rule", ""),
        asset_type=properties.get("asset_type", ""),
        project=properties.get("project", ""),
        content_hash=properties.get("content_hash", ""),
        event_time=finding.event_time,
        muted=finding.mute.name == MUTED,
        waived=properties.get("waived") == "true",
    )
