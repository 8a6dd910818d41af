"""Logs of every library in one form."""

import json
import logging
import re
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


INJECTED = "tea\n2026-03-02 [error] forged\r\x1b[2J\x1b]0;title\x07\x9b31m\x85\u2028end"


@pytest.mark.parametrize("console", [False, True])
def test_a_text_neither_begins_a_line_nor_steers_the_terminal(
    capsys: pytest.CaptureFixture[str], console: bool
) -> None:
    configure_logging("api", console=console)
    structlog.get_logger("ours").warning(f"refused {INJECTED}", name=INJECTED, parts={"in": [INJECTED]})
    logging.getLogger("theirs").warning("asked for %s", INJECTED)

    written = capsys.readouterr().err

    assert len(written.splitlines()) == 2
    # A terminal is coloured by our own sequences, which end with m and hold digits alone.
    own = re.sub(r"\x1b\[[0-9;]*m", "", written)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", own)
    assert "\x9b" not in written


def test_a_trace_on_a_terminal_is_readable_and_steers_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("api", console=True)
    try:
        raise ValueError(INJECTED)
    except ValueError:
        structlog.get_logger("ours").exception("failed")

    written = capsys.readouterr().err

    assert "Traceback (most recent call last):\n" in written
    assert "\x1b[2J" not in written
    assert "\x9b" not in written


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
