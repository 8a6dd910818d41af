"""What becomes of a planner's storyboard on its way into the job."""

from unittest.mock import create_autospec
from uuid import UUID, uuid5

import pytest
from temporalio.testing import ActivityEnvironment

from activities.common.inputs import PlanTask
from activities.job.storyboard import StoryboardActivities
from domain.base import evolve
from domain.film_format import frames
from domain.job.model import Job
from domain.job.storyboard import Plan
from domain.ports.editor import Editor
from domain.ports.planner import Planner, PlanRequest
from domain.ports.storage import Storage
from domain.rules.scenes.takes import VideoModelChoice
from domain.scene_limits import USUAL_LIMITS
from tests.unit.activities.in_memory import JobInMemory
from tests.unit.domain.jobs import JOB, generating, plan, text

LONG = "Your kitchen deserves better than a kettle that screams. Meet the quiet one, from Brewly."


class OnePlan(Planner):
    """Writes a storyboard of six seconds, whose second scene has much to say."""

    name = "one"

    async def plan(self, request: PlanRequest) -> Plan:  # noqa: ARG002
        return plan("hook").model_copy(update={"scenes": (text("One minute."), text(LONG), text("Order."))})


async def written(job: Job, longest_clip: float | None = None, **changes: object) -> list[int]:
    """Have the storyboard of a job written; return the lengths of its scenes, in frames."""
    jobs = JobInMemory(evolve(job, brief=job.brief.model_copy(update=changes)))
    activities = StoryboardActivities(
        jobs,
        create_autospec(Storage),
        create_autospec(Editor),
        OnePlan(),
        USUAL_LIMITS,
        lambda _: VideoModelChoice(provider="zeta", model="zeta-1", queue="render", longest_clip=longest_clip),
        iter([uuid5(UUID(int=1), str(number)) for number in range(9)]).__next__,
    )
    await ActivityEnvironment().run(activities.plan, PlanTask(job=JOB, revision=1))
    return [frames(scene.text.duration) for scene in jobs.job.active_scenes]


async def test_scenes_have_time_for_their_scripts_within_the_films_length() -> None:
    first, second, third = await written(generating(voice="local"))

    assert first + second + third == frames(6)
    assert second > first
    assert second > third


async def test_a_film_whose_client_named_no_length_grows_to_what_its_scripts_need() -> None:
    lengths = await written(generating(voice="local"), may_grow=True)

    assert sum(lengths) > frames(7)
    assert lengths[1] > frames(5)


async def test_no_scene_grows_beyond_what_the_jobs_model_films() -> None:
    lengths = await written(generating(voice="local"), longest_clip=5, may_grow=True)

    assert lengths[1] == frames(5)


@pytest.mark.parametrize("voice", [None, "none"])
async def test_a_film_that_nobody_speaks_in_keeps_its_planners_scenes(voice: str | None) -> None:
    assert await written(generating(voice=voice), may_grow=True) == [60, 60, 60]
