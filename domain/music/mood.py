"""The style that a brief's words of mood, tone and style ask for."""

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Final

from domain.music.mood_words import WORDS
from domain.music.styles import Style

DEFAULT: Final = Style.WARM
"""The style of a brief that says nothing of its mood: it suits most products and hides behind a voice."""

_READ: Final = 2_000
"""Characters of each text that are read."""

_DENSE: Final = 0x2E80
"""Scripts from here on are written without spaces: a word of theirs is found anywhere."""

_REVERSED: Final = (
    r"(?:too|less|not|not so|not too|not very|no|never|without|nothing|kein|keine|nicht|nicht zu|weniger|ohne|zu|pas|"
    r"pas trop|moins|sans|no muy|menos|sin|nada|non|non troppo|meno|senza|não|sem|niet|niet te|zonder|не|без)"
)

# What was said of the music itself decides. The mood counts more than the tone, and that more than the pictures' style.
_MUSIC, _MOOD, _TONE, _STYLE = 1_000, 4, 3, 2


@lru_cache(maxsize=1_000)
def style_of(mood: str, tone: str = "", style: str = "", music: str = "") -> Style:
    """Return the style that the words ask for most. Of two that are asked for alike, the one that is named first."""
    asked = Counter[Style]()
    for text, weight in ((music, _MUSIC), (mood, _MOOD), (tone, _TONE), (style, _STYLE)):
        for found in _styles_in(text[:_READ].lower()):
            asked[found] += weight
    return asked.most_common(1)[0][0] if asked else DEFAULT


def _styles_in(text: str) -> list[Style]:
    """Return the styles that the text names, in its order. Words that are negated do not count."""
    found = list[Style]()
    for match in _pattern().finditer(text):
        if match["reversed"]:
            continue
        found.append(_styles()[match["word"] or match["dense"]])
    return found


@cache
def _styles() -> dict[str, Style]:
    return {word: style for style, words in WORDS.items() for word in words}


@cache
def _pattern() -> re.Pattern[str]:
    """Match any word, the longest first, in any of its forms: words in scripts with spaces may have an ending."""
    words = sorted(_styles(), key=len, reverse=True)
    plain = "|".join(re.escape(word) for word in words if ord(word[0]) < _DENSE)
    dense = "|".join(re.escape(word) for word in words if ord(word[0]) >= _DENSE)
    return re.compile(rf"\b(?P<reversed>{_REVERSED}\s+)?(?P<word>{plain})\w{{0,4}}\b|(?P<dense>{dense})")
