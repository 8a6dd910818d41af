"""Which language an ad speaks: as the brief says, else as it is written."""

import re

from providers.template.phrases import captions

_SCRIPTS = (
    ("ja", r"[\u3040-\u30ff]"),
    ("ko", r"[\uac00-\ud7af]"),
    ("zh", r"[\u4e00-\u9fff]"),
    ("ar", r"[\u0600-\u06ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("th", r"[\u0e00-\u0e7f]"),
    ("hi", r"[\u0900-\u097f]"),
    ("ru", r"[\u0400-\u04ff]"),
)
_LITTLE_WORDS = {
    "en": {"the", "and", "for", "with", "your", "you", "of", "is", "that", "this"},
    "de": {"der", "die", "das", "und", "für", "mit", "ist", "ein", "eine", "nicht", "dein", "jetzt"},
    "es": {"el", "los", "las", "y", "para", "con", "una", "es", "tu", "del", "más"},
    "fr": {"le", "les", "et", "pour", "avec", "une", "est", "votre", "des", "du", "dans"},
    "pt": {"o", "os", "e", "para", "com", "uma", "é", "seu", "sua", "não", "do"},
    "it": {"il", "gli", "e", "per", "con", "una", "è", "tuo", "di", "della", "che"},
}


def language_of(named: str, text: str) -> str | None:
    """A key of `captions()`; None when the brief names a language we have no copy in."""
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
    for code, letters in _SCRIPTS:
        if len(re.findall(letters, text)) * 4 > len(text.replace(" ", "")):
            return code
    words = re.findall(r"\w+", text.lower())
    hits = {code: sum(word in little for word in words) for code, little in _LITTLE_WORDS.items()}
    best = max(hits, key=lambda code: hits[code])
    return best if hits[best] >= 2 and hits[best] > hits["en"] else "en"
