"""How fast drawing, cutting and whole jobs are. Run by `make bench`; not production code."""

import sys


def show(what: str, value: float, unit: str) -> None:
    """Print what was measured, the figure, its unit."""
    sys.stdout.write(f"{what:<44}{value:8.2f}  {unit}\n")
    sys.stdout.flush()
