"""One request, one answer: over real sockets, and with TLS."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hec_server import BUSY, TOKEN, Collector, running

from lbpolicy.errors import UsageError
from lbpolicy.publish.hec_answers import Answer, Meaning, read_answer
from lbpolicy.publish.hec_endpoint import Connection, Endpoint

EVENTS = b'{"event":1}\n{"event":2}\n'


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as one:
        yield one


def endpoint(url: str, token: str = TOKEN, **more: object) -> Endpoint:
    return Endpoint(Connection(url, timeout=2.0, **more), token)  # type: ignore[arg-type]


def test_a_request_has_token_path_and_channel(collector: Collector) -> None:
    assert endpoint(collector.url).post(EVENTS) == Answer(Meaning.TAKEN)
    request = collector.requests[0]
    assert request.path == "/services/collector/event"
    assert request.headers["Authorization"] == f"Splunk {TOKEN}"
    assert len(request.headers["X-Splunk-Request-Channel"]) == 36
    assert request.body == EVENTS


def test_events_are_compressed_on_request(collector: Collector) -> None:
    endpoint(collector.url, compress=True).post(EVENTS)
    assert collector.requests[0].headers["Content-Encoding"] == "gzip"
    assert collector.requests[0].body == EVENTS


def test_a_path_of_ones_own_is_kept(collector: Collector) -> None:
    endpoint(f"{collector.url}/splunk/hec/").post(EVENTS)
    assert collector.requests[0].path == "/splunk/hec"


def test_no_redirect_is_followed(collector: Collector) -> None:
    with running() as elsewhere:
        collector.reply = lambda _request, _number: (307, {}, {"Location": elsewhere.url})
        answer = endpoint(collector.url).post(EVENTS)
        assert answer.meaning is Meaning.HOPELESS
        assert "redirect" in answer.hint
        assert elsewhere.requests == []


def test_an_answer_that_repeats_the_token_is_not_shown_so(collector: Collector) -> None:
    collector.reply = lambda request, _number: (403, {"text": f"no: {request.headers['Authorization']}"})
    answer = endpoint(collector.url).post(EVENTS)
    assert TOKEN not in repr(answer)
    assert "(token)" in answer.text


def test_a_collector_that_hangs_up_is_asked_again(collector: Collector) -> None:
    collector.reply = lambda _request, _number: None
    assert endpoint(collector.url).post(EVENTS).meaning is Meaning.AGAIN


def test_nobody_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        answer = endpoint(f"http://127.0.0.1:{unused.getsockname()[1]}").post(EVENTS)
    assert answer.meaning is Meaning.AGAIN
    assert "Connection refused" in answer.text


def test_nobody_answers() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        answer = Endpoint(Connection(url, timeout=0.2), TOKEN).post(EVENTS)
    assert answer == Answer(Meaning.AGAIN, "No answer came in time.")


def test_a_proxy_is_used(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", collector.url)
    monkeypatch.setenv("no_proxy", "")
    endpoint("http://splunk.example:8088", insecure=True).post(EVENTS)
    assert collector.requests[0].path == "http://splunk.example:8088/services/collector/event"


def certificate(folder: Path, address: str) -> tuple[Path, ssl.SSLContext]:
    """Return the file of a new self-signed certificate for an address, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "collector")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "cert.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


def test_a_certificate_nobody_vouches_for_is_refused_at_once(tmp_path: Path) -> None:
    _, context = certificate(tmp_path, "127.0.0.1")
    with running(context) as collector:
        answer = endpoint(collector.url).post(EVENTS)
        assert answer.meaning is Meaning.HOPELESS
        assert "certificate" in answer.text
        assert "--ca-file" in answer.hint
        assert collector.requests == []


def test_the_authority_that_is_named_is_trusted(tmp_path: Path) -> None:
    file, context = certificate(tmp_path, "127.0.0.1")
    with running(context) as collector:
        assert endpoint(collector.url, ca_file=file).post(EVENTS).meaning is Meaning.TAKEN


def test_a_certificate_for_another_machine_is_refused(tmp_path: Path) -> None:
    file, context = certificate(tmp_path, "127.0.0.9")
    with running(context) as collector:
        assert endpoint(collector.url, ca_file=file).post(EVENTS).meaning is Meaning.HOPELESS
        assert endpoint(collector.url, insecure=True).post(EVENTS).meaning is Meaning.TAKEN


@pytest.mark.parametrize(
    "url",
    [
        "",
        "splunk.example:8088",
        "ftp://splunk.example",
        "https://",
        "https://[::1",
        "https://a:b",
        "https://user:canary-0d9f@splunk.example",
        "https://splunk.example/?token=canary-0d9f",
        "https://splunk.example/#canary-0d9f",
        "https://splunk.example/\nX: canary-0d9f",
        "https://spl\u00fcnk.example",
        "http://splunk.example:8088",
        "http://localhost.example:8088",
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        endpoint(url)
    assert "canary" not in refused.value.message + refused.value.hint


@pytest.mark.parametrize("url", ["http://localhost:8088", "http://127.0.0.9", "http://[::1]:8088"])
def test_plain_http_stays_on_the_machine(url: str) -> None:
    assert endpoint(url).url == f"{url}/services/collector/event"


@pytest.mark.parametrize("token", ["", "with space", "new\nline-canary", "a" * 600, "t\u00f6ken"])
def test_a_token_that_is_none_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(UsageError) as refused:
        endpoint("https://splunk.example", token)
    assert not token or token not in refused.value.message + refused.value.hint


def test_certificates_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    for name in ("none.pem", "empty.pem"):
        with pytest.raises(UsageError, match="certificates"):
            endpoint("https://splunk.example", ca_file=tmp_path / name)


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (200, b'{"text":"Success","code":0}', Meaning.TAKEN),
        (200, b"<html>Welcome</html>", Meaning.HOPELESS),
        (200, b"", Meaning.HOPELESS),
        (200, b'{"text":"HEC is healthy","code":17}', Meaning.HOPELESS),
        (204, b"", Meaning.HOPELESS),
        (301, b"", Meaning.HOPELESS),
        (400, b'{"text":"Invalid data format","code":6,"invalid-event-number":2}', Meaning.BAD_EVENT),
        (400, b'{"text":"Incorrect index","code":7,"invalid-event-number":0}', Meaning.HOPELESS),
        (400, b"[]", Meaning.HOPELESS),
        (401, b'{"text":"Token is required","code":2}', Meaning.HOPELESS),
        (403, b'{"text":"Invalid token","code":4}', Meaning.HOPELESS),
        (404, b"", Meaning.HOPELESS),
        (413, b"", Meaning.TOO_LARGE),
        (429, b"", Meaning.AGAIN),
        (500, b'{"text":"Internal server error","code":8}', Meaning.AGAIN),
        (503, b'{"text":"Server is busy","code":9}', Meaning.AGAIN),
    ],
)
def test_what_an_answer_means(status: int, body: bytes, meaning: Meaning) -> None:
    assert read_answer(status, "", body).meaning is meaning


def test_an_answer_is_told_in_one_safe_line() -> None:
    said = read_answer(403, "", b'{"text":"\\u001b[31mInvalid\\ntoken","code":4}')
    assert said.text == "HTTP 403: \\x1b[31mInvalid\\x0atoken (code 4)."
    assert len(read_answer(403, "", b'{"text":"%s"}' % (b"x" * 9999)).text) < 300
    assert read_answer(400, "", b'{"code":6,"invalid-event-number":-1}').event is None


def test_retry_after_is_seconds_or_a_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    waits = {
        value: read_answer(503, value, b"").wait for value in ("7", "0", "99999999", "", "x", "-1", soon)
    }
    assert 17 < (waits.pop(soon) or 0) <= 20
    assert waits == {"7": 7.0, "0": 0.0, "99999999": 300.0, "": None, "x": None, "-1": None}
    past = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    assert read_answer(503, past, b"").wait == 0


def test_retry_after_arrives(collector: Collector) -> None:
    collector.reply = lambda _request, _number: (*BUSY, {"Retry-After": "11"})
    assert endpoint(collector.url).post(EVENTS).wait == 11
