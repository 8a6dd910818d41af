"""An HTTP server for named files, reachable from this machine only."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

NETWORK = "127.0.0.0/8"
"""ASSET_ALLOWED_NETWORKS must contain it, so that a stack may fetch from here."""

_HOST = "127.0.0.1"


@contextmanager
def file_server() -> Iterator[Callable[[Path], str]]:
    """Yield a function that serves a file until the end of the block, and returns its URL."""
    with _Server() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server.url_of
        finally:
            server.shutdown()


class _Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        self.files: dict[str, Path] = {}
        super().__init__((_HOST, 0), _NamedFiles)

    def server_bind(self) -> None:
        """Bind as HTTPServer does, but without asking the DNS for this machine's name, which may take long."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = _HOST, self.socket.getsockname()[1]

    def url_of(self, file: Path) -> str:
        path = f"/{len(self.files) + 1}/{quote(file.name)}"
        self.files[path] = file
        return f"http://{_HOST}:{self.server_port}{path}"


class _NamedFiles(SimpleHTTPRequestHandler):
    server: _Server

    def send_head(self) -> BytesIO | BinaryIO | None:
        if self.path not in self.server.files:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def translate_path(self, path: str) -> str:
        return str(self.server.files[path])

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the terminal shows the demo."""
