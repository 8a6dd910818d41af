"""Turn a client's text into one line that the fonts can draw: what no font has is replaced by text."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import emoji
import regex
from anyascii import anyascii

from media.text.clusters import JOINER, clusters, is_emoji, region_code, skin_tones, without_skin_tones
from media.text.fonts import font_of, is_one_picture
from media.text.unicode_scripts import Script, script_of_text

NO_BREAK_SPACE: Final = "\u00a0"
DIRECTION_MARKS: Final = "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
"""Marks, embeddings and isolates, which order words. They are never drawn."""

_OVERRIDES: Final = {0x202D: 0x202A, 0x202E: 0x202B}
"""An override turns letters round; the embedding of its direction in its place keeps what is nested closed."""

_MARKS: Final = "[\u200e\u200f\u061c]*"
_PASSES: Final = 5
"""What is left out may bring together what makes one cluster. Two passes are enough for all but random characters."""

_MAX_MARKS: Final = 3
"""Combining marks kept on one letter; more would overlap the line above."""

_BLANK: Final = regex.compile(r"[\s\p{Cc}\p{Zl}\p{Zp}--[\u00a0]]+", regex.V1)
_NOT_TEXT: Final = regex.compile(
    rf"[[\p{{Cf}}\p{{Cs}}\p{{Co}}]--[\u200c\u200d\u0600-\u0605\u06dd\u070f\u08e2\U000e0020-\U000e007f{DIRECTION_MARKS}]]|[\ufffc\ufffd]",
    regex.V1,
)
_UNSEEN: Final = regex.compile(rf"[\p{{Default_Ignorable_Code_Point}}{DIRECTION_MARKS}\s]+")
_TOO_MANY_MARKS: Final = regex.compile(rf"(?<=\p{{M}}{{{_MAX_MARKS}}})\p{{M}}+")
_UNIT: Final = r"(?:\p{L}\p{M}*[.'\"״׳]?){1,3}(?![\p{L}\p{M}\p{N}])"
_KEPT_SPACE: Final = regex.compile(
    rf"(?<=\p{{N}}{_MARKS})[ \u00a0](?={_MARKS}(?:[\p{{Sc}}%٪‰]|{_UNIT}))|"
    rf"(?<=(?:\p{{Sc}}|\b(?:Rs|Fr|[Kk]r|S/)\.?){_MARKS}) (?={_MARKS}\p{{N}})|(?<=[^ –—]) (?=[–—] )"
)
"""Spaces where no line ends: between a number and its currency or unit, and before a dash."""

_BREAKING_SPACE: Final = regex.compile(
    r"\s* \s*|\u00a0{2,}|^\s+|\s+$|(?<![\p{N}\p{P}\p{S}]\p{Cf}*)\u00a0(?!\p{Cf}*[\p{N}\p{P}\p{S}])"
)
"""No-break spaces between words, of which texts copied from web pages are full, are not kept."""

_LANGUAGES: Final = {Script.ARABIC: "ar", Script.JAPANESE: "ja", Script.KOREAN: "ko", Script.CHINESE: "zh"}
"""Languages of emoji names, by the script of the text; names of others are English."""

_SIGNS: Final = {
    "\u20c1": "SAR",
    "\u20c2": "MVR",
    "\u20c3": "AED",
    "\u20c4": "OMR",
    "\u07fe": "dorome",
    "\u07ff": "taman",
    "\U00011fdd": "kaacu",
    "\U00011fde": "panam",
    "\U00011fdf": "pon",
    "\U00011fe0": "varaakan",
    "\U0001e2ff": "ngun",
    "\U0001ecb0": "Rs",
}
"""Currency signs that no font has, by ISO 4217 code or by name in the Unicode Standard."""

_ARABIC_SIGNS: Final = {"\u20c1": "ر.س", "\u20c3": "د.إ", "\u20c4": "ر.ع."}
_UNDRAWN_SIGN: Final = regex.compile(f"[{''.join(_SIGNS)}]")
_BESIDE_SIGN: Final = regex.compile(rf"(?<=\p{{N}})(?={_UNDRAWN_SIGN.pattern})|(?<={_UNDRAWN_SIGN.pattern})(?=\p{{N}})")


def drawable_text(text: str) -> str:
    """Return the text as one line without controls, direction overrides, surrogates, towers of marks or missing glyphs.

    What no font draws is replaced: a sequence of emoji by a simpler one, by its parts or by its name in brackets; a
    currency sign by its code; a letter by its compatible form (Unicode Standard Annex 15), or by Latin letters. It is
    left out if there is nothing of the kind. No line ends within an amount of money.
    """
    for _ in range(_PASSES):
        if (shown := _replaced(text)) == text:
            break
        text = shown
    return text


def _replaced(text: str) -> str:
    text = _NOT_TEXT.sub("", _BLANK.sub(" ", text.replace("\u202f", NO_BREAK_SPACE).translate(_OVERRIDES)))
    script = script_of_text(text)
    codes = _SIGNS | _ARABIC_SIGNS if script is Script.ARABIC else _SIGNS
    text = _UNDRAWN_SIGN.sub(lambda sign: codes[sign[0]], _BESIDE_SIGN.sub(NO_BREAK_SPACE, text))
    text = "".join(_shown(cluster, script) for cluster in clusters(unicodedata.normalize("NFC", text)))
    text = _BREAKING_SPACE.sub(" ", _KEPT_SPACE.sub(NO_BREAK_SPACE, text)).strip()
    return "" if _UNSEEN.fullmatch(text) else text


@lru_cache(8192)
def _shown(cluster: str, script: Script) -> str:
    """Return the cluster if a font draws it, or text in its place."""
    if cluster in {" ", NO_BREAK_SPACE, *DIRECTION_MARKS}:
        return cluster
    if _UNSEEN.fullmatch(cluster):
        return ""
    cluster = _TOO_MANY_MARKS.sub("", cluster)
    if _is_drawn(cluster, script):
        return cluster
    instead = _instead_of_emoji(cluster, script) if is_emoji(cluster) else _instead_of_text(cluster, script)
    return next(
        (text for text in instead if text and all(part == " " or _is_drawn(part, script) for part in clusters(text))),
        "",
    )


def _is_drawn(cluster: str, script: Script) -> bool:
    font = font_of(cluster, script)
    return font is not None and (font is not Script.EMOJI or is_one_picture(cluster))


def _instead_of_emoji(cluster: str, script: Script) -> Iterator[str]:
    bare = without_skin_tones(cluster)
    yield bare
    yield bare.replace(JOINER, "")
    names = (_emoji_name(sequence, _LANGUAGES.get(script, "en")) for sequence in (bare, cluster))
    yield from (f"({name})" for name in names if name)
    yield region_code(cluster) or ""
    yield bare[0]
    yield from _instead_of_text(cluster, script)


def _emoji_name(sequence: str, language: str) -> str:
    """Return the short name that Unicode's locale data has for the emoji, without its skin tones."""
    emoji.config.load_language(language)
    name: str = emoji.EMOJI_DATA.get(sequence, {}).get(language, "")
    tones = [emoji.EMOJI_DATA[tone][language].strip(":") for tone in skin_tones(sequence)]
    for tone in sorted(tones, key=len, reverse=True):
        name = name.replace(f"_{tone}", "")
    return name.strip(":").replace("_", " ")


def _instead_of_text(cluster: str, script: Script) -> Iterator[str]:
    seen: str = _UNSEEN.sub("", cluster)
    compatible = unicodedata.normalize("NFKC", seen)
    yield compatible
    letter, *marks = list(unicodedata.normalize("NFD", compatible) or " ")
    for mark in marks:
        letter += mark if _is_drawn(letter + mark, script) else ""
    yield unicodedata.normalize("NFC", letter.strip())
    yield " ".join(anyascii(seen).split())
