"""Which writing system a text is in, and which font file draws it."""

import re
import unicodedata
from collections import Counter
from enum import Enum
from functools import lru_cache
from importlib.resources import files
from typing import Final


class Script(Enum):
    """A writing system and the variable font that draws it: a file in a Python package. The last three are of signs."""

    LATIN = "fontpkg_inter", "files/Inter[opsz,wght].ttf"
    ARABIC = "fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf"
    HEBREW = "fontpkg_heebo", "files/Heebo[wght].ttf"
    THAI = "fontpkg_noto_sans_thai", "files/NotoSansThai[wdth,wght].ttf"
    DEVANAGARI = "fontpkg_noto_sans_devanagari", "files/NotoSansDevanagari[wdth,wght].ttf"
    JAPANESE = "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 0
    KOREAN = "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 1
    CHINESE = "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 2
    ARMENIAN = "manimgx_fonts", "NotoSansArmenian[wght].ttf"
    BENGALI = "manimgx_fonts", "NotoSansBengali[wght].ttf"
    ETHIOPIC = "manimgx_fonts", "NotoSansEthiopic[wght].ttf"
    GEORGIAN = "manimgx_fonts", "NotoSansGeorgian[wght].ttf"
    GUJARATI = "manimgx_fonts", "NotoSansGujarati[wght].ttf"
    GURMUKHI = "manimgx_fonts", "NotoSansGurmukhi[wght].ttf"
    KANNADA = "manimgx_fonts", "NotoSansKannada[wght].ttf"
    KHMER = "manimgx_fonts", "NotoSansKhmer[wght].ttf"
    LAO = "manimgx_fonts", "NotoSansLao[wght].ttf"
    MALAYALAM = "manimgx_fonts", "NotoSansMalayalam[wght].ttf"
    MYANMAR = "manimgx_fonts", "NotoSansMyanmar[wght].ttf"
    ORIYA = "manimgx_fonts", "NotoSansOriya[wght].ttf"
    SINHALA = "manimgx_fonts", "NotoSansSinhala[wght].ttf"
    TAMIL = "manimgx_fonts", "NotoSansTamil[wght].ttf"
    TELUGU = "manimgx_fonts", "NotoSansTelugu[wght].ttf"
    EMOJI = "manimgx_fonts", "NotoEmoji[wght].ttf"
    GENERAL = "manimgx_fonts", "NotoSans[wght].ttf"
    SYMBOLS = "manimgx_fonts", "NotoSansSymbols[wght].ttf"

    def __init__(self, package: str, file: str, font_index: int = 0) -> None:
        self.font_file = str(files(package) / file)
        self.font_index = font_index
        self.font_has_latin = package != "manimgx_fonts"

    @property
    def leading(self) -> float:
        """Line distance in ems: scripts that stack marks need more."""
        return 1.22 if self in EAST_ASIAN | {Script.LATIN, Script.HEBREW} else 1.42


EAST_ASIAN: Final = frozenset({Script.JAPANESE, Script.KOREAN, Script.CHINESE})

BASIC_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_RANGES: Final = {
    Script.JAPANESE: "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    Script.KOREAN: "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff",
    Script.CHINESE: "\u2e80-\u303f\u3100-\u312f\u31a0-\u31ef\u3200-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff00-\uff65\uffa0-\uffef\U00020000-\U0003ffff",
    # Only Inter has Greek, Cyrillic and all currency signs.
    Script.LATIN: "A-Za-z\u00c0-\u024f\u0370-\u052f\u1c80-\u1c8f\u1f00-\u1fff\u20a0-\u20cf",
    Script.EMOJI: "\u231a\u231b\u23e9-\u23f3\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff",
    Script.ARABIC: "\u0606-\u060b\ufdfc",
}
"""Characters whose script their Unicode name does not tell."""

_OF_SIGNS: Final = frozenset({Script.EMOJI, Script.GENERAL, Script.SYMBOLS})
_PATTERNS: Final = {script: re.compile(f"[{ranges}]") for script, ranges in _RANGES.items()}
_NAMED: Final = {script.name: script for script in Script if script not in _OF_SIGNS | {Script.LATIN}} | {
    "SYRIAC": Script.ARABIC,
    "THAANA": Script.ARABIC,
}
"""Scripts by the word that stands in their characters' Unicode names."""


_RIGHT_TO_LEFT_MARKS: Final = ("\u200f", "\u061c")
_CURRENCY_CODE: Final = 3
"""Letters that an amount of money without words may have."""


@lru_cache(4096)
def script_of(char: str) -> Script | None:
    """Return a character's script; None for digits, spaces and punctuation, which follow their neighbours."""
    for script, pattern in _PATTERNS.items():
        if pattern.match(char):
            return script
    words = re.findall("[A-Z]+", unicodedata.name(char, ""))
    return next((_NAMED[word] for word in words if word in _NAMED), None)


def script_of_text(text: str) -> Script:
    """Return the script whose font draws the text. One that is not Latin wins, since its font has Latin as well."""
    letters, signs = Counter[Script](), Counter[Script]()
    for char in text:
        if (script := script_of(char)) not in (None, Script.EMOJI):
            (signs if unicodedata.category(char) == "Sc" else letters)[script] += 1
    counts = letters or signs
    if len(letters) > 1:
        del counts[Script.LATIN]
    if not counts:
        return Script.LATIN
    for script in (Script.JAPANESE, Script.KOREAN):
        if script in counts:
            counts[script] += counts.pop(Script.CHINESE, 0)
    return counts.most_common(1)[0][0]


def reads_right_to_left(text: str, script: Script) -> bool:
    """Tell whether the paragraph runs from right to left; some Latin names in it do not change that."""
    latin = len(BASIC_LATIN.findall(text))
    if script not in (Script.ARABIC, Script.HEBREW):
        return text.startswith(_RIGHT_TO_LEFT_MARKS) and latin <= _CURRENCY_CODE
    own = sum(script_of(char) is script for char in text)
    return own >= 0.3 * (own + latin)
