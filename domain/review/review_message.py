"""The message that a storyboard waits for review, in plain English, and the review link that is in it."""

import hashlib
import hmac
import re
import unicodedata
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from domain.job.model import Job
from domain.ports.messenger import Link, Notification
from domain.review.review_link import Permission, ReviewLink
from domain.rules.storyboard.approvals import dollars

MAX_NAME: Final = 100
LINK_LIFETIME: Final = timedelta(days=30)
"""How long the address in a message opens the job."""

WARNING: Final = "Whoever has this address can do the same: do not pass it on."

_JOINERS: Final = "\u200c\u200d"
"""Invisible characters that scripts and emoji are written with."""

_ASKED: Final = {
    Permission.VIEW: "You can look at it.",
    Permission.COMMENT: "You can look at it and write notes.",
    Permission.APPROVE: "You can approve it, send it back, and write notes.",
}
_BUTTON: Final = {
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


def review_link(
    job_id: UUID, delivery_id: UUID, secret: str, permission: Permission, show_cost: bool, since: datetime
) -> tuple[ReviewLink, str]:
    """Return the link of a delivery, and its token: the same ones for every attempt, which only `secret` can make."""
    link = ReviewLink(
        id=uuid5(delivery_id, "review link"),
        job_id=job_id,
        permission=permission,
        label="Review request",
        expires_at=since + LINK_LIFETIME,
        secret=_derived(secret, f"forms of {delivery_id}"),
        password_hash=None,
        allow_download=False,
        show_cost=show_cost,
        created_at=since,
    )
    return link, _derived(secret, f"token of {delivery_id}")


def review_message(id: UUID, job: Job, link: ReviewLink, estimate: Decimal | None, url: str) -> Notification:
    """Return the message. `estimate` is what filming costs, in US dollars; None: that is unknown."""
    return Notification(
        id=id,
        title=f"{one_line(job.brief.ad_basics.product_name) or 'A film'}: the storyboard waits for your review",
        sentences=(_facts(job, link.show_cost, estimate), _ASKED[link.permission]),
        link=Link(label=_BUTTON[link.permission], url=url),
        warning=WARNING,
    )


def trial_message(id: UUID) -> Notification:
    """Return the message that only shows that messages arrive."""
    return Notification(
        id=id,
        title="A test of Greenlight",
        sentences=("Storyboards that wait for review will be told here.",),
    )


def _facts(job: Job, show_cost: bool, estimate: Decimal | None) -> str:
    scenes = job.active_scenes
    count = "1 scene" if len(scenes) == 1 else f"{len(scenes)} scenes"
    seconds = sum(scene.text.duration for scene in scenes)
    about = f"{count}, {seconds:g} seconds, revision {job.revision}."
    if not show_cost:
        return about
    if estimate is None:
        return f"{about} What filming it costs is not known."
    return f"{about} Filming it costs {dollars(estimate)}."


def _derived(secret: str, what: str) -> str:
    """Return 43 characters that only the secret can make, as tokens of review links are written."""
    made = hmac.new(secret.encode(), what.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")
