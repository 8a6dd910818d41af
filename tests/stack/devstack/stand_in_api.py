"""Stands in for the API in tests of the supervisor: answers 200 on every path, at --host and --port."""

import argparse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments, _ = parser.parse_known_args()
    ThreadingHTTPServer((arguments.host, arguments.port), _Ready).serve_forever()


if __name__ == "__main__":
    main()
