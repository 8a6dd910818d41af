"""What captions are made of. Imports no fonts."""

from dataclasses import dataclass

from domain.film_format import Transition


@dataclass(frozen=True)
class SpokenScene:
    """The words of a scene, its length in frames, and how it begins."""

    script: str
    frames: int
    transition: Transition
