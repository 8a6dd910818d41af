"""The music bed that is composed for a film whose client gave no music."""

from domain.base import Frozen


class MusicBed(Frozen):
    """A bed by its style, tempo in beats a minute, and seed: the same three are the same music."""

    name: str
    style: str
    tempo: float
    seed: int
