"""What is written to the terminal: other people's words, never taken for commands to it."""

import os
import sys

from rich.console import Console
from rich.text import Text

_WIDTH_OF_A_PIPE = 160
"""Columns. A pipe has no width; rich would take 80 and break every line."""

_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_CONTROLS |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD) | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


def console() -> Console:
    """Standard output. Nothing in a text is markup, an emoji's name or worth a colour."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDTH_OF_A_PIPE
    return Console(markup=False, emoji=False, highlight=False, width=width)


def errors() -> Console:
    """Standard error, likewise."""
    return Console(markup=False, emoji=False, highlight=False, stderr=True)


def readable(text: str) -> str:
    """The text, with the control characters that could steer a terminal shown instead of sent."""
    return text.translate(_CONTROLS)


def words(text: str, style: str = "") -> Text:
    """The text as it is, in one style."""
    return Text(readable(text), style=style)


def say(screen: Console, text: str, style: str = "") -> None:
    """Write the text as lines that are wrapped by the terminal alone, so that they can be copied whole."""
    screen.print(words(text, style), soft_wrap=True)
