"""The facts of a brief from which a storyboard is composed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.brief import Brief
from providers.template.language import language_of
from providers.template.phrases import World, worlds
from providers.template.words import clip, sentences

_IDENTIFIER = re.compile(r"(?:^|_|-)ids?$|[a-z0-9](?:Id|ID)s?$")
_SCENERY = {"season", "location", "place", "setting", "city", "country", "weather", "occasion", "holiday"}
_BENEFITS = {"benefits", "features", "usp", "usps", "key points", "key benefits", "selling points", "claims"}


@dataclass(frozen=True)
class Facts:
    """Facts of a brief; empty ones are not in it. `subject` names the product in descriptions of pictures."""

    product: str
    subject: str
    brand: str
    description: str
    audience: str
    message: str
    call: str
    platform: str
    ratio: str
    language: str | None
    language_named: str
    style: tuple[tuple[str, str], ...]
    extras: tuple[tuple[str, str], ...]
    scenery: tuple[tuple[str, str], ...]
    benefits: tuple[str, ...]
    world: World


def facts_of(brief: Brief) -> Facts:
    """Read the facts, as they are written except for blanks at the ends."""
    basics, direction = brief.ad_basics, brief.creative.direction
    name, brand = basics.product_name.strip(), basics.brand_name.strip()
    texts = [name, basics.product_description, basics.key_message, basics.call_to_action]
    extras = tuple(_extras(brief))
    return Facts(
        product=name or brand,
        subject=name or brand or "the product",
        brand=brand,
        description=basics.product_description.strip(),
        audience=basics.target_audience.strip(),
        message=basics.key_message.strip(),
        call=basics.call_to_action.strip(),
        platform=basics.platform.strip(),
        ratio=basics.aspect_ratio.value,
        language=language_of(basics.language, " ".join(texts)),
        language_named=basics.language.strip(),
        style=tuple(
            (label, text.strip())
            for label, text in (("Style", direction.style), ("Tone", direction.tone), ("Mood", direction.mood))
            if text.strip()
        ),
        extras=extras,
        scenery=tuple((label, value) for label, value in extras if label in _SCENERY),
        benefits=tuple(_benefits(brief, extras)),
        world=_world(f"{name} {brand} {basics.product_description}", basics.key_message),
    )


def _extras(brief: Brief) -> Iterator[tuple[str, str]]:
    """Yield the label and text of every unknown key, except ids, which mean nothing in a film."""
    for section in (brief.ad_basics, brief.creative.direction, brief.context):
        for key, value in (section.model_extra or {}).items():
            text = _plain(value)
            if text and not _IDENTIFIER.search(key):
                yield _label(key), text


def _benefits(brief: Brief, extras: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for key, value in (brief.ad_basics.model_extra or {}).items():
        if _label(key) in _BENEFITS and isinstance(value, list):
            yield from (line.strip() for line in value if isinstance(line, str) and line.strip())
    yield from (text for label, text in extras if label in ("tagline", "slogan", "claim"))
    yield from sentences(brief.ad_basics.product_description)


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


def _world(*texts: str) -> World:
    """Return the world of the first text's words, else of the next one's: a slogan may borrow other words."""
    known = worlds()
    for text in texts:
        hits = {name: sum(_occurs(word, text.lower()) for word in world.words) for name, world in known.items()}
        best = max(hits, key=lambda name: hits[name])
        if hits[best]:
            return known[best]
    return known["any"]


def _occurs(word: str, text: str) -> bool:
    return word in text and (not word.isascii() or re.search(rf"\b{re.escape(word)}\b", text) is not None)
