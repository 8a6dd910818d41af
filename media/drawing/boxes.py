"""Places in a film's frame."""

from dataclasses import dataclass

from domain.film_format import FilmFormat

Shares = tuple[float, float, float, float]
"""Left, top, right and bottom as parts of width and height."""


@dataclass(frozen=True)
class Box:
    """Pixels of the film; the edges are even numbers."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, shares: Shares, format: FilmFormat) -> "Box":
        """Return the box at these parts of the film's size."""
        left, top, right, bottom = shares
        width, height = format.width, format.height
        return cls(int(left * width) & ~1, int(top * height) & ~1, int(right * width) & ~1, int(bottom * height) & ~1)

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def is_tall(format: FilmFormat) -> bool:
    """Tell whether the film is vertical, as 9:16: players cover its lower part and its right edge with buttons."""
    return format.height > 1.5 * format.width


def is_wide(format: FilmFormat) -> bool:
    """Tell whether the film is a wide one, as 16:9."""
    return format.width > 1.2 * format.height
