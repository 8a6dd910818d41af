"""What the process that draws a shot tells others: how far it is, and what it leaves out. Imports no renderer."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class NotDrawn:
    """A part of a shot that is not drawn, and why. `picture` is None for its words."""

    picture: Path | None
    reason: str


def write_progress(progress: Path, part: float) -> None:
    """Note the part that is drawn, from 0 to 1. Readers see the old text or the new one, never half of it."""
    fresh = progress.with_name(f"{progress.name}.new")
    fresh.write_text(f"{part:.3f}")
    fresh.replace(progress)


def read_progress(progress: Path) -> float:
    """Return the part that was noted last; 0 before that."""
    return float(progress.read_text()) if progress.exists() else 0.0
