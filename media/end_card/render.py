"""Draw a film's card as a clip of our encoder, once for each content: it is cut into the film as any clip is."""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_OID, uuid4, uuid5

import av
from PIL import Image

from domain.errors import InputRejected
from domain.film_format import HANDLE_FRAMES, FilmFormat
from domain.ports.editor import EndCard, Overlay
from media.decoding.pictures.picture import open_picture
from media.drawing.brand import brand_palette, palette_of_pictures, parse_colours
from media.drawing.logo import Logo, open_logo
from media.drawing.palette import Colour, Palette, shades
from media.end_card.card import LogoCard
from media.end_card.picture_card import supplied_frames
from media.text.faces import face_of
from media.video.encode import SETTINGS_VERSION, count_frames, encode_clip, made_by_us
from media.video.overlay import make_overlay

CARD_VERSION: Final = "1"
"""Raise it when cards are drawn in another way: cached ones of earlier versions are then not used."""

_GREY: Final = shades(0.6, saturation=0.1)
"""The palette of a card of which no colour is known."""


def draw_end_card(card: EndCard, format: FilmFormat, cache: Path) -> Path:
    """Return the card as a clip of `card.frames` frames in the directory, drawn now unless it is there.

    Its name is the id of its content. Errors: InputRejected if its picture, or without one its logo, cannot be shown.
    """
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"{uuid5(NAMESPACE_OID, _content(card, format))}.mp4"
    with suppress(FileNotFoundError):
        if made_by_us(path, format) and count_frames(path) == card.frames:
            path.touch()  # what is old is removed, and this is about to be used
            return path
    fresh = cache / f"{uuid4()}.new"
    try:
        written = encode_clip(_frames(card, format), fresh, format, frozenset({0, HANDLE_FRAMES}))
        if written < card.frames:
            raise InputRejected("it has no frames")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return path


def _content(card: EndCard, format: FilmFormat) -> str:
    """Return everything that the pixels depend on."""
    files = [f"{_hash(each)}" if each else "" for each in (card.picture, card.logo, *card.pictures)]
    words = card.model_dump_json(exclude={"picture", "logo", "pictures"})
    return "|".join(["end card", CARD_VERSION, str(SETTINGS_VERSION), f"{format.width}x{format.height}", words, *files])


def _hash(path: Path) -> str:
    digest = blake2b(digest_size=16)
    with path.open("rb") as file:
        while piece := file.read(1024**2):
            digest.update(piece)
    return digest.hexdigest()


def _frames(card: EndCard, format: FilmFormat) -> Iterator[av.VideoFrame]:
    frames = _without_captions(card, format)
    if not card.captions:
        return frames
    return make_overlay(
        Overlay(captions=card.captions, style=card.caption_style, colours=card.colours), format
    ).drawn_on(frames)


def _without_captions(card: EndCard, format: FilmFormat) -> Iterator[av.VideoFrame]:
    colours = parse_colours(card.colours)
    if card.picture is not None:
        return supplied_frames(card.picture, format, card.frames, colours)
    logo = open_logo(card.logo) if card.logo else None
    name = card.name if logo is None or logo.lacks_words else ""
    if logo is None and not name and not card.words:
        raise InputRejected("it would be empty: there is neither a logo nor a brand name nor a call to action")
    palette = _palette(colours, logo, card.pictures)
    face, has_captions = face_of(card.font), bool(card.captions)
    return LogoCard(format, card.frames, logo, name, card.words, colours, palette, face, has_captions).frames()


def _palette(colours: tuple[Colour, ...], logo: Logo | None, pictures: tuple[Path, ...]) -> Palette:
    """Return the palette of the brand's colours, else of its logo, else of the first picture that can be opened."""
    if colours:
        return brand_palette(colours)
    if logo is not None and (palette := palette_of_pictures([logo.image])):
        return palette
    return palette_of_pictures(list(_opened(pictures))) or _GREY


def _opened(pictures: tuple[Path, ...]) -> Iterator[Image.Image]:
    for picture in pictures:
        with suppress(InputRejected):
            yield open_picture(picture)
