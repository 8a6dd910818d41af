"""How a film says that it was made."""

import pytest

from domain.base import evolve
from domain.job.film.content_credentials import SourceType
from domain.job.model import Job
from domain.rules.film_claim import film_claim, source_type
from domain.rules.scenes.scenes import UPLOAD
from tests.unit.domain.jobs import cutting, film_of, some_id


def made_by(*providers: str, planner: str = "template", with_picture: bool = False) -> Job:
    """A job whose scenes were filmed by these providers, in order."""
    job = cutting(*(f"scene {number}" for number, _ in enumerate(providers)))
    for scene, provider in zip(job.active_scenes, providers, strict=True):
        assert scene.clip
        assert scene.clip.text
        text = evolve(scene.clip.text, assets=(some_id("tin"),) if with_picture else ())
        job = job.with_take(evolve(scene.clip, provider=provider, text=text))
    boards = tuple(evolve(board, metadata={"planner": planner}) for board in job.storyboards)
    return evolve(job, storyboards=boards)


def type_of(job: Job) -> SourceType:
    return source_type(job, [scene.clip for scene in job.active_scenes if scene.clip])


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (made_by("replicate", "runway", "runway"), SourceType.GENERATED),
        (made_by("replicate", "animatic", "animatic"), SourceType.PARTLY_GENERATED),
        (made_by("replicate", UPLOAD, UPLOAD), SourceType.PARTLY_GENERATED),
        (made_by("animatic", "animatic", "animatic", planner="openai"), SourceType.PARTLY_GENERATED),
        (made_by("animatic", "animatic", "animatic", with_picture=True), SourceType.COMPOSITE),
        (made_by("animatic", "animatic", UPLOAD), SourceType.COMPOSITE),
        (made_by(UPLOAD, UPLOAD, UPLOAD, planner="openai"), SourceType.COMPOSITE),
        (made_by("animatic", "animatic", "animatic"), SourceType.DRAWN),
    ],
)
def test_a_film_says_how_much_of_it_is_generated(job: Job, expected: SourceType) -> None:
    assert type_of(job) is expected


def test_a_film_names_no_client_brief_prompt_or_order() -> None:
    job = made_by("replicate", "replicate", "replicate")
    takes = [scene.clip for scene in job.active_scenes if scene.clip]

    said = film_claim(job, film_of(job).id, takes).model_dump_json()

    assert [take.order_id for take in takes if take.order_id and take.order_id in said] == []
    assert [words for words in ("client", "Morrow", "scene 1") if words in said] == []
