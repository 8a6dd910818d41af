"""Whether text of complex scripts can be set here. Imports no fonts, for the worker's start."""

from functools import cache

from PIL import features


@cache
def shaping_available() -> bool:
    """Tell whether complex scripts can be shaped. False without libfribidi, which Pillow loads from the system."""
    return bool(features.check("raqm"))
