"""How each style is played: its progressions, instruments and patterns.

A pattern has a sign for each sixteenth of a bar of four beats. `-` is a rest or goes on; a digit is a voice of the
chord, from the lowest; in a bass, `1`, `5` and `8` are root, fifth and octave; in drums, `x` is loud, `o` soft and `.`
hardly heard.
"""

from dataclasses import dataclass
from typing import Final

from domain.music.styles import Style
from media.music.melody import Rhythm


@dataclass(frozen=True)
class Part:
    """What an instrument plays from a level of the arrangement on (0 the beginning, 3 the height) to another."""

    sound: str
    pattern: str
    enters: int = 0
    leaves: int = 3
    level: float = 1.0
    pan: float = 0.0


@dataclass(frozen=True)
class Playing:
    """The first progression is played first; `cadence` are the last two chords before the last.

    `pads` are the sounds of the chords that are held, one for the beginning and one from level 2 on. Gains are of full
    scale 1. `room` is the reverberation's time in seconds, `wet` its level. `swing` is by how much of a sixteenth every
    second eighth is late. `pump` is by how much pads give way to the kick.
    """

    progressions: tuple[tuple[str, ...], ...]
    cadence: tuple[str, str]
    pads: tuple[str, str]
    keys: tuple[Part, ...]
    bass: tuple[Part, ...]
    drums: tuple[Part, ...]
    tune: str
    rhythms: tuple[Rhythm, ...]
    tune_enters: int = 2
    pad_gain: float = 0.036
    keys_gain: float = 0.17
    bass_gain: float = 0.17
    drums_gain: float = 0.20
    tune_gain: float = 0.12
    room: float = 2.0
    wet: float = 0.35
    swing: float = 0.0
    pump: float = 0.0
    begins_at: int = 0


_SLOW: Final[tuple[Rhythm, ...]] = (
    ((0, 1.5), (1.5, 0.5), (2, 2)),
    ((0, 2), (2, 1), (3, 1)),
    ((0, 3), (3, 1)),
    ((0.5, 1.5), (2, 2)),
)
_MOVING: Final[tuple[Rhythm, ...]] = (
    ((0, 1), (1, 0.5), (1.5, 1), (2.5, 1.5)),
    ((0, 0.5), (0.5, 1), (1.5, 0.5), (2, 2)),
    ((0, 1.5), (1.5, 1.5), (3, 1)),
)
_LIVELY: Final[tuple[Rhythm, ...]] = (
    ((0, 0.5), (0.5, 0.5), (1, 0.5), (2, 0.5), (2.5, 0.5), (3, 1)),
    ((0, 0.5), (1, 0.5), (1.5, 0.5), (2, 1), (3, 0.5), (3.5, 0.5)),
    ((0, 0.75), (0.75, 0.75), (1.5, 0.5), (2, 0.75), (2.75, 1.25)),
)

PLAYING: Final = {
    Style.WARM: Playing(
        progressions=(("Iadd9", "V/7", "VI7", "IVadd9"), ("IV", "I/3", "II7", "Vsus"), ("I", "III7", "IVadd9", "IV")),
        cadence=("IVadd9", "Vsus"),
        pads=("warm pad", "strings"),
        keys=(
            Part("felt piano", "0---2---3---2---", 0, 0),
            Part("felt piano", "0-1-2-3-4-3-2-1-", 1, 3),
        ),
        bass=(Part("bass", "1-----------5---", 1, 1), Part("bass", "1-----1-5-------", 2, 3)),
        drums=(
            Part("soft kick", "x---------o-----", 2, 3, 0.9),
            Part("brush", "----o-------o--.", 2, 3, 0.28, 0.15),
            Part("shaker", "o-.-o-.-o-.-o-.-", 1, 3, 0.16, -0.3),
        ),
        tune="electric piano",
        rhythms=_SLOW,
        pad_gain=0.029,
        keys_gain=0.2,
        drums_gain=0.32,
        room=2.0,
    ),
    Style.SERENE: Playing(
        progressions=(("I", "IVadd9", "VI7", "IVadd9"), ("II7", "IV", "Iadd9", "V/7"), ("VI", "IVadd9", "I/3", "IV")),
        cadence=("II7", "IVadd9"),
        pads=("glass pad", "warm pad"),
        keys=(Part("harp", "0---2---3---2---", 0, 1), Part("harp", "0-2-3-4---3---2-", 2, 3)),
        bass=(Part("sub bass", "1---------------", 1, 3),),
        drums=(Part("shaker", "----.-------.---", 3, 3, 0.14, 0.3),),
        tune="celesta",
        rhythms=_SLOW,
        pad_gain=0.044,
        tune_gain=0.16,
        keys_gain=0.17,
        drums_gain=0.4,
        bass_gain=0.12,
        room=2.6,
        wet=0.5,
    ),
    Style.UPBEAT: Playing(
        progressions=(("I", "V/7", "VI", "IV"), ("IV", "I/3", "II7", "V"), ("VI", "IV", "I", "V")),
        cadence=("IV", "V"),
        pads=("bright pad", "bright pad"),
        keys=(
            Part("nylon", "0-2-3-2-0-2-3-2-", 0, 1),
            Part("nylon", "02-23-2302-23-23", 2, 3),
            Part("piano", "3-----3---3-----", 2, 3, 0.55),
            Part("piano", "2-----2---2-----", 2, 3, 0.5),
            Part("piano", "1-----1---1-----", 2, 3, 0.5),
        ),
        bass=(Part("bass", "1-----1-1---5---", 1, 3),),
        drums=(
            Part("kick", "x-----o-x-------", 1, 3, 0.9),
            Part("clap", "----x-------x---", 2, 3, 0.42),
            Part("shaker", "o.o.o.o.o.o.o.o.", 1, 3, 0.22, 0.3),
            Part("hat", "--o---o---o---o-", 3, 3, 0.25, -0.25),
        ),
        tune="celesta",
        rhythms=_MOVING,
        pad_gain=0.024,
        keys_gain=0.15,
        tune_gain=0.14,
        drums_gain=0.42,
        room=1.3,
        wet=0.22,
        pump=0.25,
    ),
    Style.ELEGANT: Playing(
        progressions=(("I7", "VI7", "II7", "Vsus"), ("IV7", "III7", "VI7", "II7"), ("I7", "IV7", "II7", "V7")),
        cadence=("II7", "V7"),
        pads=("strings", "strings"),
        keys=(
            Part("piano", "0-----2---3-----", 0, 0),
            Part("piano", "0---1-2-3---2---", 1, 3),
        ),
        bass=(Part("bass", "1---------------", 1, 1), Part("bass", "1-------5---8---", 2, 3)),
        drums=(
            Part("brush", "----.---o---.-..", 2, 3, 0.22, 0.2),
            Part("soft kick", "o---------------", 3, 3, 0.5),
        ),
        tune="celesta",
        rhythms=_SLOW,
        pad_gain=0.029,
        tune_gain=0.125,
        keys_gain=0.26,
        drums_gain=0.32,
        room=2.3,
        wet=0.42,
    ),
    Style.ENERGETIC: Playing(
        progressions=(("I", "VI", "III", "VII"), ("I", "III", "VII", "IV"), ("VI", "VII", "I", "I")),
        cadence=("VI", "VII"),
        pads=("bright pad", "bright pad"),
        keys=(
            Part("synth pluck", "0-3-2-3-0-3-2-3-", 0, 1),
            Part("synth pluck", "0323032303230323", 2, 3, 0.9),
        ),
        bass=(Part("sub bass", "1-1-1-1-1-1-1-1-", 1, 1, 0.8), Part("bass", "1-11-11-1-11-1-8", 2, 3)),
        drums=(
            Part("kick", "x---x---x---x---", 1, 3, 1.0),
            Part("snare", "----x-------x---", 2, 3, 0.5),
            Part("clap", "----o-------o---", 3, 3, 0.4),
            Part("hat", "o.o.o.o.o.o.o.o.", 2, 3, 0.34, 0.2),
            Part("open hat", "--o---o---o---o-", 3, 3, 0.2, -0.2),
            Part("tom", "------------o-oo", 3, 3, 0.3, 0.35),
        ),
        tune="synth pluck",
        rhythms=_MOVING,
        tune_enters=3,
        pad_gain=0.027,
        keys_gain=0.18,
        bass_gain=0.14,
        drums_gain=0.38,
        tune_gain=0.18,
        room=1.1,
        wet=0.18,
        pump=0.5,
        begins_at=1,
    ),
    Style.PLAYFUL: Playing(
        progressions=(("I", "VI", "II", "V"), ("IV", "I/3", "II", "V"), ("I", "IV", "I", "V")),
        cadence=("IV", "V"),
        pads=("warm pad", "warm pad"),
        keys=(
            Part("pizzicato", "1---2-3-1---3---", 0, 1),
            Part("pizzicato", "1-3-2-3-1-3-2-3-", 2, 3),
            Part("marimba", "3---4--3--4-3---", 1, 3, 0.7),
        ),
        bass=(Part("pizzicato", "1---5---1---5---", 0, 3, 1.2),),
        drums=(
            Part("snap", "----x-------x---", 0, 3, 0.4, 0.1),
            Part("soft kick", "x-------x-o-----", 1, 3, 0.8),
            Part("block", "------o-------o-", 2, 3, 0.16, -0.4),
            Part("shaker", "o-.-o-.-o-.-o-.-", 2, 3, 0.2, 0.35),
        ),
        tune="marimba",
        rhythms=_LIVELY,
        tune_enters=1,
        pad_gain=0.018,
        keys_gain=0.16,
        bass_gain=0.22,
        tune_gain=0.14,
        drums_gain=0.4,
        room=1.0,
        wet=0.22,
        swing=0.35,
    ),
    Style.DRAMATIC: Playing(
        progressions=(("I", "VI", "III", "VII"), ("I", "IV", "VI", "V7"), ("VI", "VII", "I", "VII/2")),
        cadence=("VI", "VII"),
        pads=("low strings", "strings"),
        keys=(
            Part("piano", "0-------2-------", 0, 0),
            Part("short strings", "0-0-0-0-0-0-0-0-", 1, 3, 0.5),
            Part("short strings", "2-2-3-2-2-2-3-2-", 2, 3, 0.5),
            Part("piano", "0-2-3-2-4-3-2-3-", 2, 3, 0.7),
        ),
        bass=(Part("sub bass", "1---------------", 0, 3),),
        drums=(
            Part("taiko", "x---------------", 1, 1, 0.8),
            Part("taiko", "x-----o-x---o-o-", 2, 3, 0.9),
            Part("tom", "----o-------o---", 3, 3, 0.5, 0.25),
        ),
        tune="piano",
        rhythms=_SLOW,
        pad_gain=0.038,
        keys_gain=0.13,
        drums_gain=0.32,
        tune_gain=0.21,
        bass_gain=0.14,
        room=2.6,
        wet=0.42,
    ),
    Style.MODERN: Playing(
        progressions=(("Iadd9", "VI", "III", "VII"), ("VI", "III", "VII", "IV7"), ("I", "IV7", "VI7", "VII")),
        cadence=("VI", "VII"),
        pads=("warm pad", "bright pad"),
        keys=(
            Part("electric piano", "0-----2---3-----", 0, 1, 0.8),
            Part("synth pluck", "0-2-4-3-2-4-3-2-", 1, 3, 0.75),
            Part("electric piano", "3-----2---3-2---", 2, 3, 0.7),
        ),
        bass=(Part("sub bass", "1-----1---1-----", 1, 3),),
        drums=(
            Part("soft kick", "x-----o---x-----", 1, 3, 0.9),
            Part("snap", "----x-------x---", 2, 3, 0.4),
            Part("hat", "o.o.o.o.o.o.o.o.", 2, 3, 0.28, 0.25),
            Part("shaker", "--o---o---o---o-", 3, 3, 0.2, -0.3),
        ),
        tune="electric piano",
        rhythms=_MOVING,
        tune_enters=3,
        keys_gain=0.16,
        bass_gain=0.15,
        pad_gain=0.029,
        drums_gain=0.4,
        tune_gain=0.11,
        room=1.6,
        wet=0.3,
        pump=0.3,
    ),
}
