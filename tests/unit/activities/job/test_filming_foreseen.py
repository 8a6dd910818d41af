"""Every model × what a scene cannot have, or has with another scene: the estimate says before anything is bought what
its take notes once it is ordered."""

from pathlib import Path

import pytest

from activities.purchasing.model_choice import model_choice
from domain.base import evolve
from domain.job.filming.choices import Filming
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from tests.simulators.film import MediaVendor
from tests.unit.activities.job.filming_table import (
    BEFORE_KEY,
    CASES,
    CUP,
    END,
    JINGLE,
    LOST,
    MODELS,
    PACK,
    PICTURES,
    Case,
    in_review,
    pictures_of,
    studio_at,
    with_first_frame,
)
from tests.unit.domain.jobs import NOW, film, take_of

UNUSABLE = {
    "a chain in the first scene": Case({"chainFromPrevious": True}),
    "its own picture, which is lost": Case(assets=(LOST.id,)),
    "its own picture, which is a sound": Case(assets=(JINGLE.id, CUP)),
    "references, one of them lost": Case({"references": [LOST.id, PACK]}),
    "references that are none": Case({"references": [JINGLE.id, LOST.id]}),
    "a last frame that is lost": Case({"lastFrame": LOST.id}, (CUP,)),
    "a first frame that is lost": Case({"lastFrame": END, "seed": 7}, first_frame=None),
    "a first frame beside references": Case({"references": [PACK]}, first_frame=BEFORE_KEY),
}


@pytest.mark.parametrize(("kind", "model"), MODELS)
@pytest.mark.parametrize("name", UNUSABLE)
async def test_what_cannot_be_used_is_said_by_the_estimate_as_by_the_take(
    kind: type[MediaVendor], model: str, name: str, tmp_path: Path
) -> None:
    case = UNUSABLE[name]
    async with studio_at(kind, tmp_path) as studio:
        job = in_review(case, [*PICTURES, LOST, JINGLE])
        scene = job.active_scenes[0]
        job = job.with_scenes(evolve(scene, text=evolve(scene.text, filming=Filming.model_validate(case.filming))))
        job = job if case.first_frame == "" else with_first_frame(job, case.first_frame)
        unchecked = evolve(model_choice(studio.video, model, is_draft=False), can=None)

        foreseen = studio.foreseen(job, model)
        take = await studio.film(decide(job, parse_message("approve_storyboard", {}), "approve", NOW, unchecked))

        assert foreseen == take.left_out
        assert foreseen or name == "a first frame beside references"


@pytest.mark.parametrize(("kind", "model"), MODELS)
@pytest.mark.parametrize("name", ["as usual", "its own picture", "references", "a last frame", "all at once"])
async def test_what_a_scene_lacks_that_continues_another_is_said_by_the_estimate_as_by_the_take(
    kind: type[MediaVendor], model: str, name: str, tmp_path: Path
) -> None:
    case = CASES[name]
    async with studio_at(kind, tmp_path) as studio:
        job = in_review(case, pictures_of(case), scenes=2)
        second = job.active_scenes[1]
        filming = Filming.model_validate({**case.filming, "chainFromPrevious": True})
        job = job.with_scenes(evolve(second, text=evolve(second.text, filming=filming)))
        unchecked = evolve(model_choice(studio.video, model, is_draft=False), can=None)

        foreseen = studio.foreseen(job, model, 2)
        job = film(decide(job, parse_message("approve_storyboard", {}), "approve", NOW, unchecked), 1)
        job = job.with_take(evolve(take_of(job, 1), original_key=BEFORE_KEY))
        take = await studio.film(job, 2)

        assert foreseen == take.left_out
        assert (take.chained_from == take_of(job, 1).id) is studio.video.can(model).first_frame
