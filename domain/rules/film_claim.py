"""What a film says in public of how it was made."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from domain.job.film.content_credentials import FilmClaim, PublicTake, SourceType
from domain.job.model import Job
from domain.job.takes.take import ANIMATIC, Take
from domain.rules.scenes.scenes import UPLOAD

RULES: Final = "template"
"""The planner that is no language model."""


def film_claim(job: Job, film_id: UUID, takes: Sequence[Take]) -> FilmClaim:
    """Return the claim of the film that shows these takes, in order."""
    shown = tuple(
        PublicTake(take_id=take.id, vendor=take.provider, model=take.model, sha256=take.original_sha256)
        for take in takes
    )
    return FilmClaim(job_id=job.id, film_id=film_id, source_type=source_type(job, takes), takes=shown)


def source_type(job: Job, takes: Sequence[Take]) -> SourceType:
    generated = [take.provider not in (ANIMATIC, UPLOAD) for take in takes]
    if all(generated):
        return SourceType.GENERATED
    drawn = [take for take in takes if take.provider == ANIMATIC]
    planners = {board.metadata.get("planner", RULES) for board in job.storyboards}
    if any(generated) or (drawn and planners != {RULES}):  # captions that a language model wrote
        return SourceType.PARTLY_GENERATED
    shows_pictures = any(take.text and take.text.assets for take in drawn)
    return SourceType.COMPOSITE if shows_pictures or len(drawn) < len(takes) else SourceType.DRAWN
