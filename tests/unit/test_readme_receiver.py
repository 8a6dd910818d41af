"""The receiver of webhooks that README.md shows, run as it is written."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection, RemoteDisconnected
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

README = Path(__file__).parents[2] / "README.md"
SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
OTHER = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def receiver() -> Iterator[tuple[str, int]]:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    (program,) = [block for block in blocks if "standardwebhooks" in block]
    definitions = program.rpartition("HTTPServer(")[0]
    names: dict[str, Any] = {}
    exec(definitions, names)
    names["Receiver"].log_message = lambda *_: None
    with HTTPServer(("127.0.0.1", 0), names["Receiver"]) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield "127.0.0.1", server.server_address[1]
        server.shutdown()
        serving.join(10)


def post(receiver: tuple[str, int], secret: str, message: str = "msg_1") -> int:
    body, now = json.dumps({"type": "job.completed", "data": {"sequence": 1}}), datetime.now(UTC)
    headers = {
        "Webhook-Id": message,
        "Webhook-Timestamp": str(int(now.timestamp())),
        "Webhook-Signature": Webhook(secret).sign(message, now, body),
    }
    connection = HTTPConnection(*receiver, timeout=10)
    try:
        connection.request("POST", "/greenlight", body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_what_is_signed_is_taken_and_shown_once(receiver: tuple[str, int], capsys: pytest.CaptureFixture[str]) -> None:
    assert [post(receiver, SECRET) for _ in range(2)] == [204, 204]
    assert capsys.readouterr().out.count("job.completed") == 1


def test_what_another_has_signed_is_not_taken(receiver: tuple[str, int], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RemoteDisconnected):
        post(receiver, OTHER)
    assert "job.completed" not in capsys.readouterr().out
