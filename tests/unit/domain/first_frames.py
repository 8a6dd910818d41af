"""Jobs in review with first frames, built by the rules themselves."""

from decimal import Decimal
from typing import Any

from domain.errors import ErrorInfo
from domain.job.filming.first_frame import FirstFrame
from domain.job.filming.first_frame_choice import first_frames_of
from domain.job.model import Job
from domain.rules.purchases import first_frames
from domain.rules.purchases.first_frames import DrawnPicture
from domain.rules.scenes.scenes import scene_named
from tests.unit.domain.jobs import ERROR, NOW, in_review, send

PRICE = Decimal("0.04")


def asked(job: Job | None = None, request: str = "", **fields: Any) -> Job:
    """Return the job whose first frames are asked for: of all scenes, unless `sceneNumbers` names others."""
    return send(job or in_review(), "draw_first_frames", request, **fields)


def frame_in(job: Job, number: int = 1) -> FirstFrame:
    """Return the newest first frame of the scene of that number."""
    return first_frames_of(job, scene_named(job, number))[-1]


def claim(job: Job, number: int = 1, price: Decimal | None = PRICE) -> Job:
    frame = frame_in(job, number)
    return first_frames.claim(job, frame.id, frame.asked_at, NOW, frame.model, price, "words")


def ordered(job: Job, number: int = 1) -> Job:
    frame = frame_in(job, number)
    return first_frames.record_order(claim(job, number), frame.id, f"images-{frame.id}")


def drawn(job: Job, number: int = 1) -> Job:
    """Return the job with the scene's newest first frame bought and stored."""
    frame = frame_in(job, number)
    return first_frames.mark_drawn(ordered(job, number), frame.id, picture(job, frame))


def picture(job: Job, frame: FirstFrame) -> DrawnPicture:
    return DrawnPicture(key=f"jobs/{job.id}/first-frames/{frame.id}", sha256="ab", size=100)


def not_drawn(job: Job, number: int = 1, error: ErrorInfo = ERROR) -> Job:
    """Return the job whose first frame has failed."""
    return first_frames.fail(job, frame_in(job, number).id, error)
