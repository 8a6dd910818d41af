"""Histories recorded by earlier versions replay on this code.

They replay in the sandbox, where clocks, chance and I/O are errors. Red here means that the reconciler would have to
replace the run of a job: gate the change with `workflow.patched`, or record anew with `make histories`.
"""

import re
from pathlib import Path
from uuid import UUID

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from activities.common.inputs import TakeTask
from activities.job.clips.film import FilmingActivities
from runtime.temporal import GreenlightPlugin
from tests.stack.workflows.record_histories import HISTORIES, STORIES
from workflows.first_frame import FirstFrameWorkflow
from workflows.job import JobWorkflow
from workflows.maintenance import ReconcileWorkflow
from workflows.options import FILM_TAKE, run_activity
from workflows.scene import SceneInput, SceneWorkflow

RECORDED = sorted(HISTORIES.glob("*.json"))


def history_in(path: Path) -> WorkflowHistory:
    _, _, workflow_id = path.stem.partition("--")
    return WorkflowHistory.from_json(workflow_id, path.read_text())


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem.partition("--")[0] + path.stem[-2:])
async def test_a_recorded_history_replays(path: Path) -> None:
    replayer = Replayer(
        workflows=[JobWorkflow, SceneWorkflow, FirstFrameWorkflow, ReconcileWorkflow],
        plugins=[GreenlightPlugin(sandboxed=True)],
    )

    await replayer.replay_workflow(history_in(path))


@pytest.mark.parametrize("story", STORIES)
def test_every_story_is_recorded_with_its_job_and_a_take(story: str) -> None:
    kinds = {path.stem.partition("--")[2].partition("-")[0] for path in RECORDED if path.stem.startswith(f"{story}--")}

    assert kinds - {"first"} == {"job", "take"}  # and the first frames that it has


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem.partition("--")[0] + path.stem[-2:])
def test_a_history_does_not_say_where_it_was_recorded(path: Path) -> None:
    assert not re.search(r"\d@|stackTrace|/tmp/|site-packages", path.read_text())


@workflow.defn(name="Job", sandboxed=False)
class AnotherJob:
    """An incompatible change of everything."""

    @workflow.run
    async def run(self, job_id: str) -> str:
        await workflow.sleep(60)
        return job_id


@workflow.defn(name="Scene", sandboxed=False)
class HastyScene:
    """An incompatible change that looks harmless: the clip is made, but not prepared."""

    @workflow.run
    async def run(self, take: SceneInput) -> None:
        task = TakeTask(job=UUID(take.job), take=UUID(take.take))
        title = "Order or collect the clip"
        await run_activity(FILM_TAKE, title, FilmingActivities.generate, task, queue=take.queue)


@pytest.mark.parametrize(("changed", "kind"), [(AnotherJob, "job"), (HastyScene, "take")])
async def test_a_change_that_breaks_running_jobs_is_noticed(changed: type, kind: str) -> None:
    path = next(path for path in RECORDED if path.stem.startswith(f"straight_approval--{kind}"))
    replayer = Replayer(workflows=[changed], plugins=[GreenlightPlugin(sandboxed=True)])

    with pytest.raises(NondeterminismError):
        await replayer.replay_workflow(history_in(path))
