"""Which font draws a piece of text, and whether it has all glyphs of it."""

import unicodedata
from functools import lru_cache
from typing import Final

import uharfbuzz
from PIL import ImageFont

from media.text.clusters import is_emoji, region_code
from media.text.faces import Face
from media.text.unicode_scripts import BASIC_LATIN, EAST_ASIAN, Script, script_of

_WEIGHT: Final = 740
_FALLBACKS: Final = (Script.LATIN, Script.GENERAL, Script.CHINESE, Script.EMOJI, Script.SYMBOLS)
"""Fonts with many symbols, for one that the script's own font lacks."""

_NO_REGION: Final = "\U0001f1fd\U0001f1fd"
"""Regional indicators of no region: Noto Emoji draws all flags that it does not know as this one."""


@lru_cache(256)
def load_font(script: Script | Face, px: int) -> ImageFont.FreeTypeFont:
    """Load a script's, or a brand's, bold font at a size in pixels."""
    font = ImageFont.truetype(script.font_file, px, index=script.font_index)
    font.set_variation_by_axes([_axis_value(axis) for axis in font.get_variation_axes()])
    return font


def _axis_value(axis: ImageFont.Axis) -> float:
    if axis.get("name") == b"Weight":
        return min(max(_WEIGHT, axis["minimum"] or _WEIGHT), axis["maximum"] or _WEIGHT)
    return axis["default"] or 0


@lru_cache(8192)
def font_of(cluster: str, script: Script) -> Script | None:
    """Return the script whose font draws a cluster in a text of `script`; None if no font has all its glyphs."""
    owner = script_of(cluster[0])
    common = script if script.font_has_latin else Script.LATIN
    if is_emoji(cluster):
        wanted = Script.EMOJI
    elif owner is None or (owner is Script.LATIN and _also_elsewhere(cluster[0])):
        wanted = common
    else:
        wanted = script if {owner, script} <= EAST_ASIAN else owner
    if shape(cluster, wanted):
        return wanted
    others = dict.fromkeys((common, *_FALLBACKS, *Script))
    return next((font for font in others if _has_glyph(cluster[0], font) and shape(cluster, font)), None)


def is_one_picture(emoji: str) -> bool:
    """Tell whether the emoji font has a glyph for the whole sequence, and not only for its parts."""
    glyphs = shape(emoji, Script.EMOJI)
    if region_code(emoji) is None:
        return len(glyphs) == 1
    return len(glyphs) == 1 and glyphs not in (shape(emoji[0], Script.EMOJI), shape(_NO_REGION, Script.EMOJI))


@lru_cache(8192)
def shape(text: str, script: Script | Face) -> tuple[int, ...]:
    """Return the glyphs of the script's font that are seen, by number; none if it lacks a glyph for some character."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    font = _shaper(script)
    uharfbuzz.shape(font, buffer)
    glyphs = [info.codepoint for info in buffer.glyph_infos]
    if 0 in glyphs:
        return ()
    seen = [glyph for glyph, at in zip(glyphs, buffer.glyph_positions, strict=True) if at.x_advance]
    return tuple(seen or glyphs)


def _has_glyph(char: str, script: Script) -> bool:
    return _shaper(script).get_nominal_glyph(ord(char)) is not None


@lru_cache(len(Script) + len(Face))
def _shaper(script: Script | Face) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(script.font_file), script.font_index))


def _also_elsewhere(char: str) -> bool:
    """Tell whether fonts of other scripts may have the character: Greek and Cyrillic are in Inter alone."""
    return bool(BASIC_LATIN.match(char)) or unicodedata.category(char) == "Sc"
