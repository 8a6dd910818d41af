"""Logs of every library in one form."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from runtime.logging import configure_logging


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_our_loggers_and_the_standard_ones_write_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("worker")
    structlog.get_logger("ours").info("planned", job="j1")
    logging.getLogger("theirs").warning("tried %d times", 3)

    ours, theirs = lines(capsys)

    assert (ours["process"], ours["message"], ours["level"], ours["job"]) == ("worker", "planned", "info", "j1")
    assert (theirs["message"], theirs["logger"], theirs["level"]) == ("tried 3 times", "theirs", "warning")


def test_a_log_of_requests_that_is_switched_off_stays_off(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = logging.getLogger("uvicorn.access")
    monkeypatch.setattr(requests, "handlers", [])
    monkeypatch.setattr(requests, "propagate", False)
    configure_logging("api")
    requests.info("GET /")

    assert lines(capsys) == []


def test_a_message_of_an_activity_names_the_activity(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("worker")
    context = {"workflow_id": "job-1", "activity_type": "plan", "attempt": 2, "task_queue": "greenlight"}
    logging.getLogger("activities").info("asked", extra={"temporal_activity": context})

    (line,) = lines(capsys)

    assert (line["workflow_id"], line["activity_type"], line["attempt"]) == ("job-1", "plan", 2)
    assert "task_queue" not in line


def test_a_failure_is_on_the_same_line_as_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("api")
    logging.getLogger("api").error("lost", exc_info=ValueError("no reply"))

    (line,) = lines(capsys)

    assert "ValueError: no reply" in str(line["exception"])


def test_messages_below_the_level_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("api", level="warning")
    structlog.get_logger("ours").info("planned")
    logging.getLogger("httpx").info("GET /")

    assert lines(capsys) == []


def test_a_terminal_gets_readable_lines(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("api", console=True)
    structlog.get_logger("ours").info("planned", job="j1")

    line = capsys.readouterr().err
    assert "planned" in line
    assert not line.startswith("{")
