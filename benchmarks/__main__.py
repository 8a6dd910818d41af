"""`python -m benchmarks all`, `quick`, or one by name with numbers of its own (`engine --help`)."""

import argparse
import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import (
    RESULTS_BEGIN,
    RESULTS_END,
    bench_audit,
    bench_events,
    bench_media,
    bench_sound,
    engine,
    files,
    http_costs,
    inflight,
    lists,
    note,
    report,
    start,
    waiting,
    with_results,
)
from benchmarks.comparisons import compare
from benchmarks.harness.machine import machine
from benchmarks.load import measure as load


@dataclass(frozen=True)
class Benchmark:
    """`numbers` are what it may be given, with what `all` gives; `quick` are those of the quick run, if it is in it."""

    run: Callable[..., Any]
    numbers: Mapping[str, float] = field(default_factory=dict)
    quick: Mapping[str, float] | None = None
    is_in_all: bool = True


async def _engine_and_comparisons(jobs: int, alone: int) -> None:
    """Measure Greenlight and then the same job on other engines, so that there are ratios of one run."""
    costs = await engine.measure(jobs, alone)
    await compare.measure(jobs, alone, costs)


BENCHMARKS = {
    "engine": Benchmark(engine.measure, {"jobs": 20, "alone": 10}, is_in_all=False),
    "comparisons": Benchmark(compare.measure, {"jobs": 20, "alone": 10}, is_in_all=False),
    "ratios": Benchmark(_engine_and_comparisons, {"jobs": 20, "alone": 10}, quick={"jobs": 4, "alone": 3}),
    "inflight": Benchmark(inflight.measure, {"jobs": 250, "seconds": 80.0}),
    "waiting": Benchmark(waiting.measure, {"jobs": 600, "seconds": 20.0}),
    "lists": Benchmark(lists.measure, {"jobs": 100_000, "requests": 20}),
    "http": Benchmark(http_costs.measure, {"requests": 300}),
    "load": Benchmark(load.measure, {"reads": 200, "writes": 20, "seconds": 24.0}),
    "files": Benchmark(files.measure, {"megabytes": 1000}),
    "start": Benchmark(start.measure, {"times": 3}),
    "media": Benchmark(bench_media.main),
    "sound": Benchmark(bench_sound.measure, {"seconds": 28.0, "ratios": 1, "burned": 0}),
    "audit": Benchmark(bench_audit.main, is_in_all=False),
    "events": Benchmark(bench_events.main, is_in_all=False),
}
"""In the order of a run. `audit` needs Go, and `events` four minutes."""


def main(arguments: list[str]) -> int:
    options = vars(_parser().parse_args(arguments))
    # As the Makefile does: otherwise every process would compile what it imports again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # As Ctrl-C does, so that what was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    name, markdown = options.pop("name"), options.pop("markdown")
    for line in (about := machine()):
        note(line)
    began = time.monotonic()
    for part, numbers in _chosen(name, options).items():
        with report.part(part):
            run = BENCHMARKS[part].run
            asyncio.run(run(**numbers)) if asyncio.iscoroutinefunction(run) else run(**numbers)
    _summarise(time.monotonic() - began)
    if markdown:
        about = [f"* {line}" for line in (*about, f"{datetime.now(UTC):%Y-%m-%d}, in {time.monotonic() - began:.0f} s")]
        results = "\n".join(about) + "\n\n" + report.markdown()
        document = markdown.read_text() if markdown.exists() else RESULTS_BEGIN + RESULTS_END
        markdown.write_text(with_results(document, results))
    return 0


def _chosen(name: str, numbers: Mapping[str, float]) -> dict[str, Mapping[str, float]]:
    if name == "all":
        return {part: each.numbers for part, each in BENCHMARKS.items() if each.is_in_all}
    if name == "quick":
        return {part: each.quick for part, each in BENCHMARKS.items() if each.quick is not None}
    return {name: numbers}


def _summarise(seconds: float) -> None:
    judged = [line for line in report.lines if line.goal]
    missed = report.missed()
    sys.stdout.write(f"\n{len(judged) - len(missed)} of {len(judged)} goals are met; {seconds:.0f} s.\n")
    for line in missed:
        sys.stdout.write(f"  not met: {line.section}, {line.what}: {line.value:.3g}, goal {line.goal}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--markdown", type=Path, help="write the figures into this document too, between its marks")
    names = parser.add_subparsers(dest="name", metavar="name", required=True)
    for name in ("all", "quick"):
        names.add_parser(name)
    for name, benchmark in BENCHMARKS.items():
        each = names.add_parser(name)
        for option, usual in benchmark.numbers.items():
            each.add_argument(f"--{option}", type=type(usual), default=usual, help=f"default: {usual:g}")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
