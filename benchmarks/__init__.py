"""What Greenlight costs: CPU, time and memory, each beside its goal. Run by `make bench`; not production code.

May import everything, and nothing imports it, apart from `tests/unit/benchmarks`.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Goal:
    """A bound of a figure, in its unit: the most that it may be, or the least."""

    bound: float
    is_least: bool = False

    def is_met_by(self, value: float) -> bool:
        return value >= self.bound if self.is_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.bound:g}"


def at_most(bound: float) -> Goal:
    return Goal(bound)


def at_least(bound: float) -> Goal:
    return Goal(bound, is_least=True)


@dataclass(frozen=True)
class Measurement:
    """One figure. `section` is the benchmark that it comes from."""

    section: str
    what: str
    value: float
    unit: str
    goal: Goal | None = None

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "met" if self.goal.is_met_by(self.value) else "NOT MET"

    def __str__(self) -> str:
        goal = "" if self.goal is None else f"goal {self.goal}: {self.verdict}"
        return f"{self.what:<62}{_digits(self.value):>9}  {self.unit:<34}  {goal}".rstrip()


@dataclass
class Report:
    """The figures of this run, in the order in which they were shown."""

    lines: list[Measurement] = field(default_factory=list)
    section: str = ""

    @contextmanager
    def part(self, section: str) -> Iterator[None]:
        """Figures that are shown in the block belong to the section."""
        self.section = section
        sys.stdout.write(f"\n== {section}\n")
        began = time.monotonic()
        yield
        note(f"{section} took {time.monotonic() - began:.0f} s")

    def missed(self) -> list[Measurement]:
        return [line for line in self.lines if line.verdict == "NOT MET"]

    def markdown(self) -> str:
        """Return a table for each section."""
        out: list[str] = []
        section = None
        for line in self.lines:
            if line.section != section:
                section = line.section
                out += ["", f"### {section}", "", "| what | figure | unit | goal | |", "|---|---:|---|---|---|"]
            goal = str(line.goal or "")
            out.append(f"| {line.what.strip()} | {_digits(line.value)} | {line.unit} | {goal} | {line.verdict} |")
        return "\n".join(out).strip() + "\n"


report = Report()

RESULTS_BEGIN, RESULTS_END = "<!-- results -->\n", "<!-- end of results -->\n"


def with_results(document: str, results: str) -> str:
    """Return the document with these results between its marks. Errors: ValueError without marks."""
    before, _, rest = document.partition(RESULTS_BEGIN)
    _, end, after = rest.partition(RESULTS_END)
    if not end:
        raise ValueError(
            f"the document has no line {RESULTS_BEGIN.strip()} with a line {RESULTS_END.strip()} behind it"
        )
    return f"{before}{RESULTS_BEGIN}{results}{RESULTS_END}{after}"


def show(what: str, value: float, unit: str, goal: Goal | None = None) -> None:
    """Print what was measured, the figure, its unit, and whether the goal is met."""
    line = Measurement(report.section, what, value, unit, goal)
    report.lines.append(line)
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def note(words: str) -> None:
    """Print a remark on the figures around it."""
    sys.stdout.write(f"  ({words})\n")
    sys.stdout.flush()


def _digits(value: float) -> str:
    """Write three digits, or all of a whole number."""
    if value == round(value) and abs(value) < 1e7:
        return f"{value:.0f}"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
