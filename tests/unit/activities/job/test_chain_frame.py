"""Ordering a take that begins where the scene before ends, while that one is changed or its clip cannot be had."""

from collections.abc import Callable
from unittest.mock import AsyncMock, create_autospec

import pytest
from temporalio.testing import ActivityEnvironment

from activities.common.inputs import TakeTask
from activities.job.clips.film import FilmingActivities, FilmingStep
from domain.errors import InputRejected, NotFound, Permanent
from domain.job.model import Job
from domain.job.takes.left_out import Ingredient
from domain.job.takes.take import TakeStatus
from domain.ports.editor import Editor
from domain.ports.storage import Storage
from tests.unit.activities.in_memory import JobInMemory, OneVideoModel, catalog
from tests.unit.domain.jobs import JOB, chained, claim, film, in_review, send, take_of


class FromAFrame(OneVideoModel):
    begins_from_a_still = True


async def done() -> None:
    """The clip is there at once."""


def a_chain() -> Job:
    """A job whose first scene is filmed and whose second is to begin where that ends."""
    return film(send(chained(in_review("one", "two"), 2), "approve_storyboard"), 1)


async def generate(
    jobs: JobInMemory, model: OneVideoModel, last_frame: object = None, fetch: object = None
) -> FilmingStep:
    """Film the second scene, with an editor and a storage that do this."""
    editor, storage = create_autospec(Editor), create_autospec(Storage)
    editor.last_frame = AsyncMock(side_effect=last_frame)
    storage.fetch = AsyncMock(side_effect=fetch)
    activities = FilmingActivities(jobs, storage, editor, catalog(model))
    return await ActivityEnvironment().run(activities.generate, TakeTask(job=JOB, take=take_of(jobs.job, 2).id))


@pytest.mark.parametrize(
    "change",
    [
        lambda job: send(job, "regenerate_scene", sceneNumber=1),
        lambda job: film(send(job, "regenerate_scene", sceneNumber=1), 1),
        lambda job: send(job, "scenes_ordered", sceneIds=[str(scene.id) for scene in reversed(job.active_scenes)]),
    ],
)
async def test_nothing_is_ordered_from_a_take_that_is_not_before_it_any_more(change: Callable[[Job], Job]) -> None:
    jobs, model = JobInMemory(a_chain()), FromAFrame(done)

    def while_it_is_decoded(*_: object) -> None:
        jobs.job = change(jobs.job)

    step = await generate(jobs, model, last_frame=while_it_is_decoded)

    take = next(scene.take for scene in jobs.job.active_scenes if scene.text.filming)
    assert step == FilmingStep()
    assert model.orders == 0
    assert take
    assert (take.status, take.chained_from, take.failing_since) == (TakeStatus.WANTED, None, None)


async def test_nothing_is_prepared_before_the_scene_before_is_done() -> None:
    jobs, model = JobInMemory(send(a_chain(), "regenerate_scene", sceneNumber=1)), FromAFrame(done)

    assert await generate(jobs, model) == FilmingStep()

    assert (model.orders, jobs.changes) == (0, 0)


async def test_a_clip_that_cannot_be_decoded_is_left_out() -> None:
    jobs, model = JobInMemory(a_chain()), FromAFrame(done)

    await generate(jobs, model, last_frame=InputRejected("scene-before has no frames"))

    take = take_of(jobs.job, 2)
    assert (model.orders, take.chained_from) == (1, None)
    assert [(part.what, part.reason) for part in take.left_out] == [
        (Ingredient.CHAIN, "the clip of the scene before cannot be used: scene-before has no frames")
    ]


async def test_a_clip_that_is_gone_is_noted_and_the_order_prepared_again_without_it() -> None:
    jobs, model = JobInMemory(a_chain()), FromAFrame(done)

    assert await generate(jobs, model, fetch=NotFound("gone")) == FilmingStep()
    assert (model.orders, take_of(jobs.job, 1).original_key) == (0, None)

    await generate(jobs, model)
    assert (model.orders, take_of(jobs.job, 2).status) == (1, TakeStatus.FILMED)


async def test_an_order_in_doubt_whose_clip_is_gone_is_looked_up_all_the_same() -> None:
    jobs, model = JobInMemory(claim(a_chain(), 2)), FromAFrame(done)

    with pytest.raises(Permanent, match="may or may not have taken this order"):
        await generate(jobs, model, fetch=NotFound("gone"))

    assert model.orders == 0
