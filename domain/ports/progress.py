"""How adapters report the progress of long work."""

from collections.abc import Callable

ReportProgress = Callable[[float], None]
"""Called with how much of a long piece of work is done, from 0 to 1."""
