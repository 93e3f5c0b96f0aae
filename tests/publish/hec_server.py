"""A collector in this process that answers as a test tells it to."""

import gzip
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

TAKEN = (200, {"text": "Success", "code": 0})
BUSY = (503, {"text": "Server is busy", "code": 9})
TOKEN = "canary-0d9f5a52-7c1e"  # noqa: S105 - a token to look for in every output


@dataclass
class Request:
    """What arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def events(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.body.splitlines()]


Reply = tuple[Any, ...]
"""Status, JSON document or bytes, and headers if any; None hangs up without an answer."""


@dataclass
class Collector:
    """A running collector, with what it took."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    reply: Callable[[Request, int], Reply | None] = lambda _request, _number: TAKEN
    """Gets the request and its 1-based number; what is answered with 200 counts as taken."""


def _handler(collector: Collector) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            request = Request(self.path, dict(self.headers), body)
            collector.requests.append(request)
            reply = collector.reply(request, len(collector.requests))
            if reply is None:
                self.close_connection = True
                return
            status, document, *more = reply
            if status == 200:
                collector.taken += request.events
            content = document if isinstance(document, bytes) else orjson.dumps(document)
            self.send_response(status)
            for name, value in (more[0] if more else {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            collector.requests.append(Request(self.path, dict(self.headers), b""))
            self.send_error(405)

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


@contextmanager
def running(certificate: ssl.SSLContext | None = None) -> Iterator[Collector]:
    """Run a collector on a port of its own, with TLS if it gets a certificate."""
    collector = Collector()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(collector))
    server.handle_error = lambda *_args: None  # type: ignore[method-assign] # a client that gives up is no news
    if certificate:
        server.socket = certificate.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    collector.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}"
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
