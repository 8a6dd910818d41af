"""The language of an ad: the one that the brief names, else the one that it is written in."""

import re

from providers.template.phrases import captions, languages


def language_of(named: str, text: str) -> str | None:
    """Return a key of `captions()`; None when the brief names a language that has no captions."""
    named = named.strip().lower().replace("_", "-")
    if not named:
        return _as_written(text)
    for code, book in captions().items():
        if named in book.names:
            return code
    words = re.split(r"[-\s(,/]+", named)
    if words[0] == "zh" and "hant" in words:
        return "zh-hant"
    return next((code for code, book in captions().items() if words[0] in book.names), None)


def _as_written(text: str) -> str:
    marks = languages()
    for code, letters in marks.scripts.items():
        if len(re.findall(letters, text)) * 4 > len(text.replace(" ", "")):
            return code
    words = re.findall(r"\w+", text.lower())
    hits = {code: sum(word in common for word in words) for code, common in marks.common_words.items()}
    best = max(hits, key=lambda code: hits[code])
    return best if hits[best] >= 2 and hits[best] > hits["en"] else "en"
