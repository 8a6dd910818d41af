"""What a message says of a storyboard that waits for review, in plain English."""

import re
import unicodedata
from typing import Final

from domain.ports.messenger import ReviewRequest
from domain.review_link import Permission
from domain.rules.approvals import dollars

MAX_NAME: Final = 100

_JOINERS: Final = "\u200c\u200d"
"""Invisible characters that scripts and emoji are written with."""

_ASKED: Final = {
    Permission.VIEW: "You can look at it.",
    Permission.COMMENT: "You can look at it and write notes.",
    Permission.APPROVE: "You can approve it, send it back, and write notes.",
}
BUTTON: Final = {
    Permission.VIEW: "Look at it",
    Permission.COMMENT: "Look at it and comment",
    Permission.APPROVE: "Review it",
}


def one_line(text: str, limit: int = MAX_NAME) -> str:
    """Return the text as one line of visible characters: no breaks, and nothing that turns the direction of writing."""
    spaced = re.sub(r"\s+", " ", text)
    visible = (each for each in spaced if each in _JOINERS or not unicodedata.category(each).startswith("C"))
    line = "".join(visible).strip()
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def title(request: ReviewRequest) -> str:
    """Return the subject, of one line."""
    return f"{one_line(request.product) or 'A film'}: the storyboard waits for your review"


def facts(request: ReviewRequest) -> str:
    """Return how long the film is to be, in which revision, and, if it may be shown, what it will cost."""
    scenes = "1 scene" if request.scenes == 1 else f"{request.scenes} scenes"
    about = f"{scenes}, {request.seconds:g} seconds, revision {request.revision}."
    if not request.show_cost:
        return about
    if request.estimate is None:
        return f"{about} What filming it costs is not known."
    return f"{about} Filming it costs {dollars(request.estimate)}."


def asked(request: ReviewRequest) -> str:
    """Return what the receiver may do with the link."""
    return _ASKED[request.permission]


WARNING: Final = "Whoever has this address can do the same: do not pass it on."
