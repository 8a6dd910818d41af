"""The instruments by name, and the sounds of their notes, each computed once."""

from typing import Final

from media.music.sounds import drums, struck, sustained
from media.music.sounds.struck import Mono
from media.music.sounds.sustained import Ensemble, Stereo

STRUCK: Final = {
    "felt piano": struck.FELT_PIANO,
    "piano": struck.PIANO,
    "electric piano": struck.ELECTRIC_PIANO,
    "harp": struck.HARP,
    "nylon": struck.NYLON,
    "pizzicato": struck.PIZZICATO,
    "marimba": struck.MARIMBA,
    "celesta": struck.CELESTA,
    "synth pluck": struck.SYNTH_PLUCK,
    "bass": struck.BASS,
    "sub bass": struck.SUB_BASS,
}

SUSTAINED: Final = {
    "warm pad": sustained.WARM_PAD,
    "bright pad": sustained.BRIGHT_PAD,
    "glass pad": sustained.GLASS_PAD,
    "strings": sustained.STRINGS,
    "low strings": sustained.LOW_STRINGS,
    "short strings": sustained.SHORT_STRINGS,
}


class Sounds:
    """The sounds that a bed has used, kept for as long as it is rendered."""

    def __init__(self) -> None:
        self._once: dict[tuple[str, int], Mono] = {}
        self._loops: dict[tuple[str, int], Stereo] = {}

    def ensemble(self, name: str) -> Ensemble | None:
        """Return the instrument if its notes go on; None if they fade."""
        return SUSTAINED.get(name)

    def once(self, name: str, pitch: int) -> Mono:
        """Return a note that fades, or a stroke of a drum."""
        if (name, pitch) not in self._once:
            self._once[name, pitch] = struck.struck(STRUCK[name], hertz(pitch)) if name in STRUCK else drums.drum(name)
        return self._once[name, pitch]

    def loop(self, name: str, pitch: int) -> Stereo:
        """Return a note that goes on, as a loop."""
        if (name, pitch) not in self._loops:
            self._loops[name, pitch] = sustained.ensemble(SUSTAINED[name], hertz(pitch))
        return self._loops[name, pitch]


def hertz(pitch: int) -> float:
    return float(440 * 2 ** ((pitch - 69) / 12))
