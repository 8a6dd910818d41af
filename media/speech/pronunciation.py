"""How words sound that no dictionary has: numbers, names, abbreviations, other languages. In the phones of CMUdict."""

import re
from collections.abc import Callable
from typing import Final

from media.speech.letters import letters_phones

ENGLISH: Final = "en"

_ONES: Final = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS: Final = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_LARGE: Final = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))
_SIGNS: Final = {"&": "and", "+": "plus", "@": "at", "%": "percent", "=": "equals", "#": "number"}
_CURRENCIES: Final = {"$": ("dollars", "cents"), "€": ("euros", "cents"), "£": ("pounds", "pence"), "¥": ("yen", "")}
_NUMBER: Final = re.compile(r"([$€£¥]?)(\d[\d,]*)(?:\.(\d+))?([$€£¥%]?)")
_YEARS: Final = range(1100, 2100)

_SPELLED: Final = {
    **{"a": "EY", "b": "B IY", "c": "S IY", "d": "D IY", "e": "IY", "f": "EH F", "g": "JH IY", "h": "EY CH"},
    **{"i": "AY", "j": "JH EY", "k": "K EY", "l": "EH L", "m": "EH M", "n": "EH N", "o": "OW", "p": "P IY"},
    **{"q": "K Y UW", "r": "AA R", "s": "EH S", "t": "T IY", "u": "Y UW", "v": "V IY"},
    **{"w": "D AH B AH L Y UW", "x": "EH K S", "y": "W AY", "z": "Z IY"},
}
_LONGEST_SPELLED: Final = 5


def plain_form(word: str) -> str:
    """Return the word as dictionaries have it: small letters, no punctuation around it."""
    return re.sub(r"^[^\w&+@%=#$€£¥]+|[^\w&+@%=#$€£¥]+$", "", word.replace("’", "'")).lower()


def pronunciation(word: str, language: str, phones_of: Callable[[str], str | None]) -> str:
    """Return the phones of the word, guessed if need be; empty if it is not said at all.

    `phones_of` looks up an English word that a dictionary may have.
    """
    plain = plain_form(word)
    if language == ENGLISH and (known := phones_of(plain)):
        return known
    if word.isupper() and plain.isalpha() and len(plain) <= _LONGEST_SPELLED:
        return " ".join(_SPELLED.get(letter, "") for letter in plain).strip()
    # Numbers and signs are said in English here, whatever the language: that takes about as long.
    said = (phones_of(part) if language == ENGLISH or part not in plain else None for part in _reading(plain))
    guessed = (known or letters_phones(part, language) for part, known in zip(_reading(plain), said, strict=True))
    return " ".join(filter(None, guessed))


def _reading(plain: str) -> list[str]:
    """Return the words that are said for what is written."""
    if found := _NUMBER.fullmatch(plain):
        return _number_reading(*found.groups(default=""))
    said = list[str]()
    for piece in re.findall(r"\d+|[^\W\d_']+(?:'[^\W\d_]+)?|[&+@%=#]", plain):
        said += number_words(int(piece)) if piece.isdecimal() else [_SIGNS.get(piece, piece)]
    return said


def _number_reading(before: str, whole: str, part: str, after: str) -> list[str]:
    number = int(whole.replace(",", ""))
    if money := _CURRENCIES.get(before or after):
        fraction = ["and", *number_words(int(part)), money[1]] if part.strip("0") else []
        return [*number_words(number), money[0], *fraction]
    if len(whole) == 4 and number in _YEARS and number % 100 and not part:
        return [*number_words(number // 100), *(["oh"] if number % 100 < 10 else []), *number_words(number % 100)]
    digits = ["point", *(_ONES[int(digit)] for digit in part)] if part else []
    return [*number_words(number), *digits, *(["percent"] if after == "%" else [])]


def number_words(number: int) -> list[str]:
    """Return the words of a number below a trillion."""
    for size, name in _LARGE:
        if number >= size:
            rest = number % size
            return [*number_words(min(number // size, 999_999)), name, *(number_words(rest) if rest else [])]
    if number < len(_ONES):
        return [_ONES[number]]
    return [_TENS[number // 10], *([_ONES[number % 10]] if number % 10 else [])]
