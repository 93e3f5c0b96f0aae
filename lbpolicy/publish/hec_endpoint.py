"""The HTTP side of a collector: one request, one answer. The token leaves this file only in the header."""

import gzip
import http.client
import re
import ssl
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from lbpolicy import __version__
from lbpolicy.errors import UsageError
from lbpolicy.formats.escape import visible
from lbpolicy.publish.hec_answers import Answer, Meaning, read_answer

_PATH = "/services/collector/event"
_TOKEN = re.compile(r"[!-~]{1,512}")
"""What a header can hold without a space."""
_LONGEST_BODY = 65_536
_TRUST = "Name the certificate of its authority with --ca-file, or fix the certificate."


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a collector."""

    url: str
    ca_file: Path | None = None
    """Certificates to trust instead of the system's."""
    insecure: bool = False
    """Take any certificate, and plain http to other machines."""
    timeout: float = 30.0
    """Seconds without a byte."""
    compress: bool = False
    """gzip the events."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The token is for the address that the user named, and for no other."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


class Endpoint:
    """A collector that takes batches of events."""

    def __init__(self, connection: Connection, token: str) -> None:
        """Raise UsageError for a URL or a token that cannot be one."""
        if not _TOKEN.fullmatch(token):
            raise UsageError(
                "The token is empty, or has characters that no token has.", "Check where it comes from."
            )
        address = _address(connection)
        self.url = f"{address.scheme}://{address.netloc}{address.path.rstrip('/') or _PATH}"
        self._token = token
        self._connection = connection
        self._channel = str(uuid.uuid4())  # what a token with acknowledgement on demands
        self._opener = urllib.request.build_opener(
            _NoRedirects, urllib.request.HTTPSHandler(context=_context(connection))
        )

    def post(self, body: bytes) -> Answer:
        """Send one request; whatever happens to it is an answer."""
        try:
            with self._opener.open(self._request(body), timeout=self._connection.timeout) as response:
                answer = read_answer(response.status, "", response.read(_LONGEST_BODY))
        except urllib.error.HTTPError as refused:
            with refused:
                answer = read_answer(refused.code, refused.headers.get("Retry-After", ""), _rest(refused))
        except (OSError, http.client.HTTPException) as error:
            answer = _unreached(error)
        return self._without_token(answer)

    def _request(self, body: bytes) -> urllib.request.Request:
        headers = {
            "Authorization": f"Splunk {self._token}",
            "Content-Type": "application/json",
            "User-Agent": f"lbpolicy/{__version__}",
            "X-Splunk-Request-Channel": self._channel,
        }
        if self._connection.compress:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 6, mtime=0)
        return urllib.request.Request(self.url, body, headers, method="POST")  # noqa: S310 - _address checked it

    def _without_token(self, answer: Answer) -> Answer:
        """Return the answer as it may be shown: a collector may repeat what it was sent."""
        if self._token not in answer.text:
            return answer
        text = answer.text.replace(self._token, "(token)")
        return Answer(answer.meaning, text, answer.hint, answer.wait, answer.event)


def _address(connection: Connection) -> SplitResult:
    try:
        address = urlsplit(connection.url)
        host, _ = address.hostname, address.port
    except ValueError:
        host, address = None, SplitResult("", "", "", "", "")
    if address.scheme not in {"http", "https"} or not host or not connection.url.isascii():
        raise UsageError("The URL of the collector is not one.", "Write https://HOST:8088.")
    if "@" in address.netloc or address.query or address.fragment or not connection.url.isprintable():
        raise UsageError(
            "The URL of the collector holds more than host, port and path.",
            "Credentials come from SPLUNK_HEC_TOKEN or --token-file.",
        )
    if address.scheme == "http" and not (connection.insecure or _is_here(host)):
        raise UsageError(
            f"http://{visible(host)} would show the token to whoever listens.", "Use https, or --insecure."
        )
    return address


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _context(connection: Connection) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=connection.ca_file)
    except OSError as error:  # ssl.SSLError is one
        reason = error.strerror or str(error)
        raise UsageError(f"{connection.ca_file}: no certificates can be read: {reason}.") from error
    if connection.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _rest(refused: urllib.error.HTTPError) -> bytes:
    try:
        return refused.read(_LONGEST_BODY)
    except (OSError, http.client.HTTPException):
        return b""


def _unreached(error: Exception) -> Answer:
    """Return what it means that no answer came."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        text = f"The certificate of the collector is not to be trusted: {visible(reason.verify_message)}."
        return Answer(Meaning.HOPELESS, text, _TRUST)
    if isinstance(reason, TimeoutError):
        return Answer(Meaning.AGAIN, "No answer came in time.")
    said = getattr(reason, "strerror", "") or str(reason) or type(reason).__name__
    return Answer(Meaning.AGAIN, f"The collector cannot be reached: {visible(said, 200)}.")
