"""Which of the shapes that a vendor offers is nearest to the film's."""

from collections.abc import Sequence
from math import log

from domain.film_format import FilmFormat


def nearest(shapes: Sequence[str], film: FilmFormat) -> str:
    """The one of `shapes`, each width:height, most like the film's; of equals the smallest that is no smaller than it.

    Shapes may be sizes in pixels or mere ratios.
    """
    return min(shapes, key=lambda shape: _distance(shape, film))


def _distance(shape: str, film: FilmFormat) -> tuple[float, bool, int]:
    width, height = (int(side) for side in shape.split(":"))
    aspect = abs(log(width / height) - log(film.width / film.height))
    is_smaller = width * height < film.width * film.height
    return round(aspect, 3), is_smaller, -width * height if is_smaller else width * height
