"""`python -m benchmarks [name]`: run all benchmarks, `quick`ly, or one with its own options (`engine --help`)."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    bench_audit,
    bench_events,
    bench_jobs,
    bench_media,
    engine,
    files,
    http_costs,
    inflight,
    lists,
    report,
    start,
    waiting,
)
from benchmarks.comparisons import compare


def _engine(options: argparse.Namespace) -> None:
    asyncio.run(engine.measure(options.jobs, options.alone))


def _comparisons(options: argparse.Namespace) -> None:
    asyncio.run(compare.measure(options.jobs, options.alone))


def _inflight(options: argparse.Namespace) -> None:
    asyncio.run(inflight.measure(options.jobs, options.seconds))


def _waiting(options: argparse.Namespace) -> None:
    asyncio.run(waiting.measure(options.jobs, options.seconds))


def _lists(options: argparse.Namespace) -> None:
    asyncio.run(lists.measure(options.jobs, options.requests))


def _http(options: argparse.Namespace) -> None:
    asyncio.run(http_costs.measure(options.requests))


def _files(options: argparse.Namespace) -> None:
    asyncio.run(files.measure(options.megabytes))


def _start(options: argparse.Namespace) -> None:
    asyncio.run(start.measure(options.times))


def _media(_: argparse.Namespace) -> None:
    bench_media.main()


def _jobs(_: argparse.Namespace) -> None:
    bench_jobs.main()


def _audit(_: argparse.Namespace) -> None:
    bench_audit.main()


def _events(_: argparse.Namespace) -> None:
    bench_events.main()


OPTIONS: dict[str, dict[str, float]] = {
    "engine": {"jobs": 20, "alone": 10},
    "comparisons": {"jobs": 20, "alone": 10},
    "inflight": {"jobs": 25, "seconds": 60.0},
    "waiting": {"jobs": 1000, "seconds": 60.0},
    "lists": {"jobs": 100_000, "requests": 40},
    "http": {"requests": 300},
    "files": {"megabytes": 1000},
    "start": {"times": 3},
    "media": {},
    "jobs": {},
    "audit": {},
    "events": {},
}
"""The benchmarks, and the numbers that each may be given."""

RUN: dict[str, Callable[[argparse.Namespace], None]] = {
    "engine": _engine,
    "comparisons": _comparisons,
    "inflight": _inflight,
    "waiting": _waiting,
    "lists": _lists,
    "http": _http,
    "files": _files,
    "start": _start,
    "media": _media,
    "jobs": _jobs,
    "audit": _audit,
    "events": _events,
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--markdown", type=Path, help="write the figures to this file too, as tables")
    names = parser.add_subparsers(dest="name", metavar="name", required=True)
    for name, numbers in OPTIONS.items():
        each = names.add_parser(name)
        for option, usual in numbers.items():
            each.add_argument(f"--{option}", type=type(usual), default=usual, help=f"default: {usual}")
    options = parser.parse_args(arguments)
    # As the Makefile does: otherwise every process would compile what it imports again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with report.part(options.name):
        RUN[options.name](options)
    if options.markdown:
        options.markdown.write_text(report.markdown())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
