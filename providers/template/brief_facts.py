"""What a brief says, in the pieces that a storyboard is composed from."""

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
    """`product` is empty when the brief names none; `subject` is what pictures call it. Empty means: not said."""

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
    """The brief's words stay as they are; only blank ends are taken off."""
    basics, direction = brief.ad_basics, brief.creative.direction
    name, brand = basics.product_name.strip(), basics.brand_name.strip()
    said = [basics.product_description, basics.key_message, basics.call_to_action]
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
        language=language_of(basics.language, " ".join([name, *said])),
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
    """Every free key with what it says. Keys that name an id are for the client's own books."""
    for section in (brief.ad_basics, brief.creative.direction, brief.context):
        for key, value in (section.model_extra or {}).items():
            said = _plain(value)
            if said and not _IDENTIFIER.search(key):
                yield _label(key), said


def _benefits(brief: Brief, extras: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for key, value in (brief.ad_basics.model_extra or {}).items():
        if _label(key) in _BENEFITS and isinstance(value, list):
            yield from (line.strip() for line in value if isinstance(line, str) and line.strip())
    yield from (said for label, said in extras if label in ("tagline", "slogan", "claim"))
    yield from sentences(brief.ad_basics.product_description)


def _label(key: str) -> str:
    return clip(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", key).replace("_", " ").strip().lower(), 60)


def _plain(value: object, depth: int = 4) -> str:
    """JSON in words."""
    if value is None or depth == 0:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{_label(str(key))}: {_plain(item, depth - 1)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(said for item in value if (said := _plain(item, depth - 1)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip()


def _world(*texts: str) -> World:
    """The world that the first text speaks of, else the second; a slogan often borrows another world's words."""
    known = worlds()
    for text in texts:
        hits = {name: sum(_occurs(word, text.lower()) for word in world.words) for name, world in known.items()}
        best = max(hits, key=lambda name: hits[name])
        if hits[best]:
            return known[best]
    return known["any"]


def _occurs(word: str, text: str) -> bool:
    return word in text and (not word.isascii() or re.search(rf"\b{re.escape(word)}\b", text) is not None)
