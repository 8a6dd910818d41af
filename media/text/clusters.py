"""What a reader sees as one character: grapheme clusters of Unicode Standard Annex 29, and which of them are emoji."""

from functools import lru_cache
from typing import Final

import regex

JOINER: Final = "\u200d"

_CLUSTER: Final = regex.compile(r"[ \u00a0]|\X")
"""A mark after a space is a cluster of its own here, as it may need another font."""

_EMOJI: Final = regex.compile(
    r"\p{Emoji_Presentation}|\p{RI}|[0-9#*]\ufe0f?\u20e3|[\p{Emoji}--[0-9#*]][\ufe0f\u200d\p{Emoji_Modifier}]", regex.V1
)
_SKIN_TONE: Final = regex.compile(r"(?<=.)\p{Emoji_Modifier}")
_FLAG: Final = regex.compile(r"\p{RI}{2}")
_TAGGED: Final = regex.compile(r".[\U000e0020-\U000e007e]{3,6}\U000e007f")


def clusters(text: str) -> list[str]:
    """Divide the text into clusters, none of which a font, a line or an ellipsis may split."""
    found: list[str] = _CLUSTER.findall(text)
    return found


@lru_cache(4096)
def is_emoji(cluster: str) -> bool:
    """Tell whether the cluster asks to be drawn as a picture."""
    return _EMOJI.match(cluster) is not None


def without_skin_tones(cluster: str) -> str:
    """Return the emoji as it is without skin tones; a tone by itself stays."""
    bare: str = _SKIN_TONE.sub("", cluster)
    return bare


def skin_tones(cluster: str) -> list[str]:
    """Return the skin tones of the emoji, each as the character that modifies a person."""
    tones: list[str] = _SKIN_TONE.findall(cluster)
    return tones


def region_code(cluster: str) -> str | None:
    """Return the code of the region whose flag it is, as "DE" or "US-TX"; None if it is no flag."""
    if _FLAG.fullmatch(cluster):
        return "".join(chr(ord(char) - 0x1F1E6 + ord("A")) for char in cluster)
    if _TAGGED.fullmatch(cluster):
        code = "".join(chr(ord(char) - 0xE0000) for char in cluster[1:-1]).upper()
        return f"{code[:2]}-{code[2:]}"
    return None
