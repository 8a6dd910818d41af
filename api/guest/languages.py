"""The language of a guest's page: the one that the browser asks for first, of those that there are."""

from api.guest.english import ENGLISH
from api.guest.german import GERMAN
from api.guest.words import Words

_WORDS = {words.language: words for words in (ENGLISH, GERMAN)}


def words_for(accept_language: str) -> Words:
    """Return the words for that header of the request; English if it names none that there is."""
    wanted = []
    for position, part in enumerate(accept_language.split(",")):
        name, _, weight = part.partition(";q=")
        wanted.append((-_weight(weight), position, name.strip().partition("-")[0].lower()))
    return next((_WORDS[name] for _, _, name in sorted(wanted) if name in _WORDS), ENGLISH)


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
