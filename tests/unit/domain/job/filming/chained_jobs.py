"""Jobs whose scenes begin where the one before ends, and what is to be filmed of them now."""

from domain.job.filming.chains import (
    chain_of,
    is_stale,
)
from domain.job.model import Job
from domain.job.pending_work import WorkKind, pending_work
from domain.job.takes.left_out import Ingredient
from domain.rules import results
from tests.unit.domain.jobs import (
    chained,
    film,
    film_of,
    in_review,
    send,
    take_of,
)


def filming_chained(*numbers: int, scenes: int = 3) -> Job:
    """A job that is being filmed, in which these scenes begin where the one before ends."""
    words = [f"scene {number}" for number in range(1, scenes + 1)]
    return send(chained(in_review(*words), *numbers), "approve_storyboard")


def completed_chained(*numbers: int, scenes: int = 3) -> Job:
    job = filming_chained(*numbers, scenes=scenes)
    for number in range(1, scenes + 1):
        job = film(job, number)
    return results.apply_film(job, film_of(job))


def filmed_now(job: Job) -> list[str]:
    """The titles of the takes that are to be filmed."""
    return [work.title for work in pending_work(job).work if work.kind is WorkKind.FILM]


def lacks(job: Job, number: int) -> str:
    """Why the scene's take does not begin where the one before ends."""
    chain = chain_of(job, take_of(job, number))
    assert chain
    assert chain.left_out
    assert chain.left_out.what is Ingredient.CHAIN
    return chain.left_out.reason


def stale_scenes(job: Job) -> list[int]:
    return [scene.number for scene in job.active_scenes if is_stale(job, scene)]


def refilm(job: Job, number: int) -> Job:
    return film(send(job, "regenerate_scene", sceneNumber=number), number)
