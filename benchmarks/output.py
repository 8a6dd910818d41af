"""Print a result: what was measured, the figure, its unit."""

import sys


def show(what: str, value: float, unit: str) -> None:
    sys.stdout.write(f"{what:<44}{value:8.2f}  {unit}\n")
    sys.stdout.flush()
