"""Which language a film is in: briefs name it as they like ("de", "Deutsch (Schweiz)", "日本語"), or texts tell it.

Languages are codes of ISO 639-1, such as `de`; `zh-hant` is Chinese in traditional characters.
"""

import re
from typing import Final

from domain.brief import Brief

_NAMES: Final = {
    "en": ("english", "eng"),
    "de": ("german", "deutsch", "deu", "ger"),
    "es": ("spanish", "español", "espanol", "castellano", "spa"),
    "fr": ("french", "français", "francais", "fra", "fre"),
    "pt": ("portuguese", "português", "portugues", "por"),
    "it": ("italian", "italiano", "ita"),
    "nl": ("dutch", "nederlands", "flemish", "vlaams"),
    "sv": ("swedish", "svenska"),
    "da": ("danish", "dansk"),
    "no": ("norwegian", "norsk", "nb", "nn", "bokmål"),
    "fi": ("finnish", "suomi"),
    "is": ("icelandic", "íslenska"),
    "pl": ("polish", "polski"),
    "cs": ("czech", "čeština", "česky"),
    "sk": ("slovak", "slovenčina"),
    "sl": ("slovenian", "slovenščina"),
    "hr": ("croatian", "hrvatski"),
    "sr": ("serbian", "srpski", "српски"),
    "bg": ("bulgarian", "български"),
    "ro": ("romanian", "română", "romana"),
    "hu": ("hungarian", "magyar"),
    "el": ("greek", "ελληνικά"),
    "tr": ("turkish", "türkçe", "turkce"),
    "uk": ("ukrainian", "українська"),
    "ru": ("russian", "русский", "rus"),
    "et": ("estonian", "eesti"),
    "lv": ("latvian", "latviešu"),
    "lt": ("lithuanian", "lietuvių"),
    "ca": ("catalan", "català"),
    "ga": ("irish", "gaeilge"),
    "cy": ("welsh", "cymraeg"),
    "ja": ("japanese", "日本語", "jp", "jpn"),
    "zh": ("chinese", "中文", "简体中文", "mandarin", "汉语", "普通话", "cn", "zho"),
    "zh-hant": ("traditional chinese", "繁體中文", "臺灣華語", "zh-tw", "zh-hk", "zh-mo", "yue", "cantonese"),
    "ko": ("korean", "한국어", "kr", "kor"),
    "ar": ("arabic", "العربية", "عربي", "عربية", "ara"),
    "he": ("hebrew", "עברית", "iw"),
    "fa": ("persian", "farsi", "فارسی"),
    "ur": ("urdu", "اردو"),
    "hi": ("hindi", "हिन्दी", "हिंदी"),
    "bn": ("bengali", "bangla", "বাংলা"),
    "ta": ("tamil", "தமிழ்"),
    "te": ("telugu", "తెలుగు"),
    "th": ("thai", "ไทย", "ภาษาไทย"),
    "vi": ("vietnamese", "tiếng việt"),
    "id": ("indonesian", "bahasa indonesia"),
    "ms": ("malay", "bahasa melayu"),
    "tl": ("filipino", "tagalog", "fil"),
    "sw": ("swahili", "kiswahili"),
}
_CODES: Final = {name: code for code, names in _NAMES.items() for name in (code, *names)}

_LONGEST_CODE: Final = 3
"""Shorter words after the first are no codes: there is Italian in "make it German"."""

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")

_OTHERWISE: Final = "en"
"""The language of a text that tells none."""

_LETTERS: Final = {
    "ja": "[\u3040-\u30ff]",
    "ko": "[\uac00-\ud7af]",
    "zh": "[\u4e00-\u9fff]",
    "ar": "[\u0600-\u06ff]",
    "he": "[\u0590-\u05ff]",
    "th": "[\u0e00-\u0e7f]",
    "hi": "[\u0900-\u097f]",
    "ru": "[\u0400-\u04ff]",
    "el": "[\u0370-\u03ff]",
}
"""The letters of scripts that tell a language, or the most common one that is written in them."""

_COMMON_WORDS: Final = {
    "en": {"the", "and", "for", "with", "your", "you", "of", "is", "that", "this"},
    "de": {"der", "die", "das", "und", "für", "mit", "ist", "ein", "eine", "nicht", "dein", "jetzt"},
    "es": {"el", "los", "las", "y", "para", "con", "una", "es", "tu", "del", "más"},
    "fr": {"le", "les", "et", "pour", "avec", "une", "est", "votre", "des", "du", "dans"},
    "pt": {"o", "os", "e", "para", "com", "uma", "é", "seu", "sua", "não", "do"},
    "it": {"il", "gli", "e", "per", "con", "una", "è", "tuo", "di", "della", "che"},
}


def language_named(name: str) -> str | None:
    """Return the code of a language by its name in English or in itself, or by a tag; None for an unknown name."""
    name = name.strip().casefold().replace("_", "-")
    words = re.split(r"[-\s(,/)]+", name)
    if words[0] == "zh" and "hant" in words:
        return "zh-hant"
    named = (name, words[0], *(word for word in words[1:] if len(word) > _LONGEST_CODE))
    return next((code for each in named if (code := _CODES.get(each))), None)


def language_of_text(text: str) -> str:
    """Return the language by the letters of the text, else by its most common words; English if they tell nothing."""
    for code, letters in _LETTERS.items():
        if len(re.findall(letters, text)) * 4 > len(text.replace(" ", "")):
            return code
    words = re.findall(r"\w+", text.lower())
    hits = {code: sum(word in common for word in words) for code, common in _COMMON_WORDS.items()}
    best = max(hits, key=lambda code: hits[code])
    return best if hits[best] >= 2 and hits[best] > hits[_OTHERWISE] else _OTHERWISE


def film_language(brief: Brief) -> str | None:
    """Return the language of the film's words as a tag such as `de` or `pt-BR`; None for a name that we do not know."""
    basics = brief.ad_basics
    named = basics.language.strip().replace("_", "-")
    if _TAG.fullmatch(named):
        return named
    if named:
        return language_named(named)
    return language_of_text(" ".join((basics.product_name, basics.product_description, basics.key_message)))


def spoken_language(named: str, text: str) -> str:
    """Return the code of ISO 639-1 that a voice is asked for: of the language that is named, else of the text.

    Empty for a name that we do not know: the voice may tell the language itself.
    """
    if not named.strip():
        return language_of_text(text)
    code = language_named(named)
    if code is None and _TAG.fullmatch(tag := named.strip().replace("_", "-")):
        code = tag.lower()
    return (code or "").partition("-")[0]


def line_language(brief: Brief, text: str) -> str:
    """Return the code in which a line of the film is spoken, as `spoken_language`.

    Without a name it is what the line itself tells, and else what the brief does: a line has few words.
    """
    named = brief.ad_basics.language
    if not named.strip() and language_of_text(text) == _OTHERWISE:
        named = film_language(brief) or ""
    return spoken_language(named, text)
