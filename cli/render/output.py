"""Write to the terminal. Text from elsewhere is shown as it is: never as markup or as control characters."""

import os
import sys

from rich import box
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

_PIPE_WIDTH = 160
"""Columns. A pipe has no width; rich would take 80 and break every line."""

_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_CONTROLS |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD) | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


def console(*, stderr: bool = False) -> Console:
    """Return standard output, or standard error, without markup, emoji names and highlighting."""
    width = None if stderr or sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    return Console(markup=False, emoji=False, highlight=False, width=width, stderr=stderr)


def table(*columns: Column) -> Table:
    return Table(*columns, box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)


def readable(text: str) -> str:
    """Return the text with visible symbols in place of control characters, which could steer a terminal."""
    return text.translate(_CONTROLS)


def plain(text: str, style: str = "") -> Text:
    return Text(readable(text), style=style)


def write(text: str, style: str = "", *, stderr: bool = False) -> None:
    """Write lines that only the terminal wraps, so that they can be copied whole."""
    console(stderr=stderr).print(plain(text, style), soft_wrap=True)
