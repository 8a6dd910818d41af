"""The facts of a brief from which a storyboard is composed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.brief import AdBasics, Brief
from domain.language.languages import language_named, language_of_text
from providers.template.phrases import World, phrases
from providers.template.words import clip, sentences

_IDENTIFIER = re.compile(r"(?:^|_|-)ids?$|[a-z0-9](?:Id|ID)s?$")
_SCENERY = {"season", "location", "place", "setting", "city", "country", "weather", "occasion", "holiday"}
_BENEFITS = {"benefits", "features", "usp", "usps", "key points", "key benefits", "selling points", "claims"}

Labelled = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Facts:
    """Facts of a brief; empty ones are not in it. `language` is a key of the captions, None if they have none.

    `basics` are without blanks at the ends. `subject` names the product in descriptions of pictures.
    """

    basics: AdBasics
    product: str
    subject: str
    language: str | None
    style: Labelled
    extras: Labelled
    scenery: Labelled
    benefits: tuple[str, ...]
    world: World


def facts_of(brief: Brief) -> Facts:
    """Read the facts."""
    written, direction = brief.ad_basics, brief.creative.direction
    basics = written.model_copy(update={name: text.strip() for name, text in written if type(text) is str})
    name, brand = basics.product_name, basics.brand_name
    texts = [name, written.product_description, written.key_message, written.call_to_action]
    style = (("Style", direction.style), ("Tone", direction.tone), ("Mood", direction.mood))
    extras = tuple(_extras(brief))
    return Facts(
        basics=basics,
        product=name or brand,
        subject=name or brand or "the product",
        language=_caption_language(basics.language, " ".join(texts)),
        style=tuple((label, text.strip()) for label, text in style if text.strip()),
        extras=extras,
        scenery=tuple((label, value) for label, value in extras if label in _SCENERY),
        benefits=tuple(_benefits(basics, extras)),
        world=_world(f"{name} {brand} {basics.product_description}", basics.key_message),
    )


def ai_label(brief: Brief) -> str:
    """Return the words by which the film says that AI made it, in English if we have none in its language."""
    return phrases().captions[facts_of(brief).language or "en"].ai_label


def _extras(brief: Brief) -> Iterator[tuple[str, str]]:
    """Yield the label and text of every unknown key, except ids, which mean nothing in a film."""
    for section in (brief.ad_basics, brief.creative.direction, brief.context):
        for key, value in (section.model_extra or {}).items():
            text = _plain(value)
            if text and not _IDENTIFIER.search(key):
                yield _label(key), text


def _benefits(basics: AdBasics, extras: Labelled) -> Iterator[str]:
    for key, value in (basics.model_extra or {}).items():
        if _label(key) in _BENEFITS and isinstance(value, list):
            yield from (line.strip() for line in value if isinstance(line, str) and line.strip())
    yield from (text for label, text in extras if label in ("tagline", "slogan", "claim"))
    yield from sentences(basics.product_description)


def _label(key: str) -> str:
    return clip(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", key).replace("_", " ").strip().lower(), 60)


def _plain(value: object, depth: int = 4) -> str:
    """Return a JSON value in words."""
    if value is None or depth == 0:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{_label(str(key))}: {_plain(item, depth - 1)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(text for item in value if (text := _plain(item, depth - 1)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip()


def _caption_language(named: str, texts: str) -> str | None:
    code = language_named(named) if named else language_of_text(texts)
    return code if code in phrases().captions else None


def _world(*texts: str) -> World:
    """Return the world of the first text's words, else of the next one's: a slogan may borrow other words."""
    known = phrases().worlds
    for text in texts:
        hits = {name: sum(_occurs(word, text.lower()) for word in world.words) for name, world in known.items()}
        best = max(hits, key=lambda name: hits[name])
        if hits[best]:
            return known[best]
    return known["any"]


def _occurs(word: str, text: str) -> bool:
    return word in text and (not word.isascii() or re.search(rf"\b{re.escape(word)}\b", text) is not None)
