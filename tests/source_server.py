"""A server on loopback that stands in for official sources, with every fault.

It listens on a free port of 127.0.0.1 and ends with its `with` block.
"""

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict = field(default_factory=dict)
    cut: bool = False
    """End in the middle of the body that was announced."""
    delay_s: float = 0
    trickle: int = 0
    """Bytes at a time, with the delay before each."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        replies = next(
            (
                r
                for start, r in self.server.routes.items()
                if self.path.startswith(start)
            ),
            [Reply(404)],
        )
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        time.sleep(0 if reply.trickle else reply.delay_s)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        body = reply.body[: len(reply.body) // 2] if reply.cut else reply.body
        step = reply.trickle or len(body) or 1
        for start in range(0, len(body), step):
            time.sleep(reply.delay_s if reply.trickle else 0)
            try:
                self.wfile.write(body[start : start + step])
            except OSError:  # the other side has had enough
                return

    def log_message(self, *_):
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, routes):
        super().__init__(("127.0.0.1", 0), Handler)
        self.routes = {path: list(replies) for path, replies in routes.items()}
        self.asked = []
        self.address = f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serving(routes):
    """Serve ``{beginning of a path: replies}``; the last reply is given again."""
    server = Server(routes)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
