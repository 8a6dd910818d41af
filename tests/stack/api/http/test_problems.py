import logging

import pytest

from tests.harness.api_bodies import JOBS, check_problem, created
from tests.stack.api.conftest import RecordingGateway, Serving


async def test_an_unexpected_error_is_a_problem_without_a_stack_trace_and_is_logged(
    serving: Serving, gateway: RecordingGateway, caplog: pytest.LogCaptureFixture
) -> None:
    http = await serving(raise_bugs=False)
    job = (await created(http))["id"]
    gateway.error = ZeroDivisionError("secret words")
    with caplog.at_level(logging.ERROR):
        answer = await http.delete(f"{JOBS}/{job}", headers={"X-Request-Id": "find-me"})
    check_problem(answer, 500, "internal_error")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    (record,) = [record for record in caplog.records if record.name == "api.http.middleware"]
    assert record.__dict__["request_id"] == "find-me"
    assert record.exc_info
