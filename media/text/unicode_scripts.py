"""Writing systems: which one a text is in, and which font file draws it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final


class Script(StrEnum):
    LATIN = "latin"
    ARABIC = "arabic"
    HEBREW = "hebrew"
    THAI = "thai"
    DEVANAGARI = "devanagari"
    JAPANESE = "japanese"
    KOREAN = "korean"
    CHINESE = "chinese"
    ARMENIAN = "armenian"
    BENGALI = "bengali"
    ETHIOPIC = "ethiopic"
    GEORGIAN = "georgian"
    GUJARATI = "gujarati"
    GURMUKHI = "gurmukhi"
    KANNADA = "kannada"
    KHMER = "khmer"
    LAO = "lao"
    MALAYALAM = "malayalam"
    MYANMAR = "myanmar"
    ORIYA = "oriya"
    SINHALA = "sinhala"
    TAMIL = "tamil"
    TELUGU = "telugu"
    EMOJI = "emoji"

    @property
    def right_to_left(self) -> bool:
        return self in (Script.ARABIC, Script.HEBREW)

    @property
    def east_asian(self) -> bool:
        return self in (Script.JAPANESE, Script.KOREAN, Script.CHINESE)

    @property
    def leading(self) -> float:
        """Line distance in ems: scripts that stack marks need more of it."""
        return 1.22 if self in (Script.LATIN, Script.HEBREW) or self.east_asian else 1.42


@dataclass(frozen=True)
class Face:
    """A variable font in a wheel. `latin` says that it also draws Latin letters and punctuation."""

    package: str
    file: str
    index: int = 0
    latin: bool = True

    @property
    def path(self) -> Path:
        spec = find_spec(self.package)
        if spec is None or spec.submodule_search_locations is None:
            raise ModuleNotFoundError(f"the font package {self.package} is not installed")
        return Path(spec.submodule_search_locations[0]) / self.file


_CJK = "NotoSansCJK-VF.otf.ttc"
_PLAIN: Final = (
    Script.ARMENIAN,
    Script.BENGALI,
    Script.ETHIOPIC,
    Script.GEORGIAN,
    Script.GUJARATI,
    Script.GURMUKHI,
    Script.KANNADA,
    Script.KHMER,
    Script.LAO,
    Script.MALAYALAM,
    Script.MYANMAR,
    Script.ORIYA,
    Script.SINHALA,
    Script.TAMIL,
    Script.TELUGU,
)

FACES: Final[dict[Script, Face]] = {
    Script.LATIN: Face("fontpkg_inter", "files/Inter[opsz,wght].ttf"),
    Script.ARABIC: Face("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf"),
    Script.HEBREW: Face("fontpkg_heebo", "files/Heebo[wght].ttf"),
    Script.THAI: Face("fontpkg_noto_sans_thai", "files/NotoSansThai[wdth,wght].ttf"),
    Script.DEVANAGARI: Face("fontpkg_noto_sans_devanagari", "files/NotoSansDevanagari[wdth,wght].ttf"),
    Script.JAPANESE: Face("manimgx_fonts_cjk", _CJK, index=0),
    Script.KOREAN: Face("manimgx_fonts_cjk", _CJK, index=1),
    Script.CHINESE: Face("manimgx_fonts_cjk", _CJK, index=2),
    Script.EMOJI: Face("manimgx_fonts", "NotoEmoji[wght].ttf", latin=False),
} | {script: Face("manimgx_fonts", f"NotoSans{script.capitalize()}[wght].ttf", latin=False) for script in _PLAIN}

_RANGES: Final[dict[Script, str]] = {
    Script.JAPANESE: "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    Script.KOREAN: "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff",
    Script.CHINESE: "\u2e80-\u303f\u3100-\u312f\u31a0-\u31ef\u3200-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff00-\uff65\uffa0-\uffef\U00020000-\U0003ffff",
    Script.ARABIC: "\u0600-\u07bf\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefe",
    Script.HEBREW: "\u0590-\u05ff\ufb1d-\ufb4f",
    Script.THAI: "\u0e00-\u0e7f",
    Script.DEVANAGARI: "\u0900-\u097f\ua8e0-\ua8ff",
    Script.ARMENIAN: "\u0530-\u058f",
    Script.BENGALI: "\u0980-\u09ff",
    Script.GURMUKHI: "\u0a00-\u0a7f",
    Script.GUJARATI: "\u0a80-\u0aff",
    Script.ORIYA: "\u0b00-\u0b7f",
    Script.TAMIL: "\u0b80-\u0bff",
    Script.TELUGU: "\u0c00-\u0c7f",
    Script.KANNADA: "\u0c80-\u0cff",
    Script.MALAYALAM: "\u0d00-\u0d7f",
    Script.SINHALA: "\u0d80-\u0dff",
    Script.LAO: "\u0e80-\u0eff",
    Script.MYANMAR: "\u1000-\u109f",
    Script.GEORGIAN: "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f",
    Script.ETHIOPIC: "\u1200-\u139f\u2d80-\u2ddf",
    Script.KHMER: "\u1780-\u17ff\u19e0-\u19ff",
    # Only Inter has Greek, Cyrillic and all currency signs.
    Script.LATIN: "A-Za-z\u00c0-\u024f\u0370-\u052f\u1c80-\u1c8f\u1f00-\u1fff\u20a0-\u20cf",
    Script.EMOJI: "\u231a\u231b\u23e9-\u23f3\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff",
}
_CLASSES: Final = {script: re.compile(f"[{ranges}]") for script, ranges in _RANGES.items()}
_BASIC_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_SUBSTITUTES: Final = (Script.LATIN, Script.CHINESE, Script.EMOJI)
"""Fonts with many signs, for one that the proper font lacks."""

_JOINERS: Final = "\u200c\u200d\ufe0e\ufe0f"
_MOST_MARKS: Final = 3
"""Combining marks kept on one letter; more of them would climb out of the line."""


@lru_cache(4096)
def script_of(char: str) -> Script | None:
    """The script that owns a character; None for digits, spaces and punctuation, which follow their neighbours."""
    return next((script for script, known in _CLASSES.items() if known.match(char)), None)


def is_mark(char: str) -> bool:
    """The character sits on the one before it: a line never breaks there."""
    return char in _JOINERS or unicodedata.category(char).startswith("M") or "\U0001f3fb" <= char <= "\U0001f3ff"


def clean(text: str) -> str:
    """One line of drawable characters: no controls, direction overrides, surrogates or towers of marks."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if char.isspace() or category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
            marks = 0
        elif char in _JOINERS or category not in ("Cf", "Cs", "Co", "Cn"):
            marks = marks + 1 if category.startswith("M") else 0
            kept.extend(char if marks <= _MOST_MARKS else "")
    return " ".join("".join(kept).split())


def script_of_text(text: str) -> Script:
    """The script whose font draws the text: a script that is not Latin wins, since its font has Latin as well."""
    counts = Counter(script for char in text if (script := script_of(char)) is not None)
    del counts[Script.LATIN], counts[Script.EMOJI]
    if not counts:
        return Script.LATIN
    if Script.JAPANESE in counts:
        counts[Script.JAPANESE] += counts.pop(Script.CHINESE, 0)
    elif Script.KOREAN in counts:
        counts[Script.KOREAN] += counts.pop(Script.CHINESE, 0)
    return counts.most_common(1)[0][0]


def reads_right_to_left(text: str, script: Script) -> bool:
    """The paragraph runs from right to left: enough of it is in such a script, some Latin names in it do not matter."""
    if not script.right_to_left:
        return False
    own = sum(script_of(char) is script for char in text)
    latin = len(_BASIC_LATIN.findall(text))
    return own >= 0.3 * (own + latin)


Draws = Callable[[Script, str], bool]
"""Whether the font of a script has a glyph for a character."""


def runs(text: str, script: Script, draws: Draws) -> list[tuple[str, Script]]:
    """Pieces of a line by the font that draws them, in reading order."""
    pieces: list[tuple[str, Script]] = []
    for char in text:
        face = _face(char, script, pieces[-1][1] if pieces else None)
        if not draws(face, char) and not is_mark(char):
            face = next((other for other in _SUBSTITUTES if draws(other, char)), face)
        if pieces and pieces[-1][1] is face:
            pieces[-1] = (pieces[-1][0] + char, face)
        else:
            pieces.append((char, face))
    return pieces


def _face(char: str, script: Script, previous: Script | None) -> Script:
    if previous is not None and is_mark(char):
        return previous
    common = script if FACES[script].latin else Script.LATIN
    owner = script_of(char)
    if owner is None or (owner is Script.LATIN and _BASIC_LATIN.match(char)):
        return previous if char == " " and previous not in (None, Script.EMOJI) else common
    return script if owner.east_asian and script.east_asian else owner
