"""The aspect ratio or size, of those that a vendor offers, that is nearest to the film's."""

from collections.abc import Sequence
from math import log

from domain.film_format import FilmFormat


def nearest(shapes: Sequence[str], film: FilmFormat) -> str:
    """Return the nearest shape by its ratio; of equal ratios the smallest that is not below the film's size.

    A shape is `width:height`, in pixels or as a ratio.
    """
    return min(shapes, key=lambda shape: _distance(shape, film))


def _distance(shape: str, film: FilmFormat) -> tuple[float, bool, int]:
    width, height = (int(side) for side in shape.split(":"))
    aspect = abs(log(width / height) - log(film.width / film.height))
    is_smaller = width * height < film.width * film.height
    return round(aspect, 3), is_smaller, -width * height if is_smaller else width * height
