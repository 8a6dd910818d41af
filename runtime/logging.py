"""Logging of worker and API: readable lines on a terminal, one JSON object in each line elsewhere.

Texts of strangers are logged too, so line breaks and control characters in a message are escaped.
"""

import logging
import re
import sys
from collections.abc import Mapping
from io import StringIO
from typing import Any, TextIO

from temporalio import activity, workflow

from runtime.plain_structlog import EventDict, ExcInfo, Processor, WrappedLogger, structlog

_NOISY = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "alembic": logging.WARNING}
"""Levels of libraries whose INFO messages are of no use here."""

_HAVE_THEIR_OWN_HANDLERS = ("uvicorn", "uvicorn.error", "uvicorn.access")

_TEMPORAL_CONTEXT = {
    "temporal_workflow": ("workflow_id", "run_id", "workflow_type", "attempt"),
    "temporal_activity": ("workflow_id", "workflow_run_id", "activity_type", "attempt"),
}
"""What the SDK adds to a message, and the fields of it that are kept."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROLS_IN_TRACES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_ESCAPED_BY_JSON = re.compile("[\x7f-\x9f\u2028\u2029]")


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _without_controls(value: Any) -> Any:
    return _CONTROLS.sub(_escaped, value if isinstance(value, str) else str(value))


def _plain_texts(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Escape what would steer a terminal. The exception is left to its formatter."""
    return {name: value if name == "exc_info" else _without_controls(value) for name, value in event.items()}


def _plain_trace(out: TextIO, exc_info: ExcInfo) -> None:
    trace = StringIO()
    structlog.dev.plain_traceback(trace, exc_info)
    out.write(_CONTROLS_IN_TRACES.sub(_escaped, trace.getvalue()))


def _escape_further(_: WrappedLogger, __: str, line: Any) -> str:
    return _NOT_ESCAPED_BY_JSON.sub(_escaped, line)


_CONSOLE_FORM: list[Processor] = [_plain_texts, structlog.dev.ConsoleRenderer(exception_formatter=_plain_trace)]
_JSON_FORM: list[Processor] = [
    structlog.processors.format_exc_info,
    structlog.processors.EventRenamer("message"),
    structlog.processors.JSONRenderer(default=str, ensure_ascii=False),
    _escape_further,
]


def configure_logging(process: str, level: str = "info", console: bool | None = None) -> None:
    """Send the messages of structlog, the standard library and Temporal to stderr in one form. May be called again.

    `process` is a field of every line. `console` chooses readable lines; by default a terminal does.
    """
    console = sys.stderr.isatty() if console is None else console
    shared = _shared_processors(process)
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), _flatten_temporal_context, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(_CONSOLE_FORM if console else _JSON_FORM),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    _configure_libraries()
    wrap = structlog.stdlib.ProcessorFormatter.wrap_for_formatter
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, wrap],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _shared_processors(process: str) -> list[Processor]:
    def name_process(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["process"] = process
        return event

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        name_process,
    ]


def _configure_libraries() -> None:
    for name, level in _NOISY.items():
        logging.getLogger(name).setLevel(level)
    for logger in map(logging.getLogger, _HAVE_THEIR_OWN_HANDLERS):
        if logger.hasHandlers():  # else it is switched off, as by --no-access-log
            logger.handlers.clear()
            logger.propagate = True
    logging.captureWarnings(True)
    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False


def _flatten_temporal_context(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for source, wanted in _TEMPORAL_CONTEXT.items():
        context = event.pop(source, None)
        if isinstance(context, Mapping):
            event.update({name: context[name] for name in wanted if name in context})
    return event
