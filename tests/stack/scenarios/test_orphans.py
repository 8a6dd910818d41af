"""Tasks that lost their run, or never had one."""

from uuid import UUID, uuid4

from domain.task_queues import MAIN_QUEUE
from runtime.gateway import task_workflow_id
from tests.stack.scenarios.stage import Stage, scenario
from workflows.reconcile import ReconcileWorkflow


async def reconcile(stage: Stage) -> None:
    await stage.client.execute_workflow(ReconcileWorkflow.run, id=f"reconcile-{uuid4()}", task_queue=MAIN_QUEUE)


async def test_a_task_whose_api_died_before_the_start_is_started(stage: Stage) -> None:
    user = await stage.user(credits=2)
    task = await stage.wiring.saving.create(uuid4(), "short", user, scenario(2), "started")

    await reconcile(stage)

    assert (await stage.done(str(task.id)))["status"] == "completed"
    assert await stage.account(user) == (0, 0)
    run = stage.client.get_workflow_handle(task_workflow_id(task.id))
    await run.result()
    first = await run.describe()
    await reconcile(stage)
    assert (await run.describe()).run_id == first.run_id


async def test_a_cancelled_task_whose_run_is_gone_holds_nothing(stage: Stage) -> None:
    user = await stage.user(credits=2)
    task = await stage.wiring.saving.create(uuid4(), "short", user, scenario(2), "started")
    assert await stage.wiring.credits.hold(user, task.id, 2)
    await stage.wiring.saving.cancel(task.id, "a request whose API died")

    await reconcile(stage)

    assert (await stage.done(str(task.id)))["status"] == "cancelled"
    assert await stage.account(user) == (2, 0)


async def test_a_run_that_comes_again_does_nothing_twice(stage: Stage) -> None:
    user = await stage.user(credits=4)
    task = await stage.saved(user, scenario(3))
    orders = stage.vendor.accepted.total()
    run = stage.client.get_workflow_handle(task_workflow_id(UUID(task["task_id"])))
    await run.result()
    first = await run.describe()

    await stage.wiring.gateway.begin_saving(UUID(task["task_id"]), user)
    await stage.client.get_workflow_handle(run.id).result()

    assert (await run.describe()).run_id != first.run_id
    assert await stage.task(task["task_id"]) == task
    assert (stage.vendor.accepted.total(), await stage.account(user)) == (orders, (0, 0))


async def test_pictures_of_scenes_are_no_leftovers(stage: Stage) -> None:
    task = await stage.saved(await stage.user(credits=2), scenario(2))
    scene = (await stage.scenario(task))["scenes"][1]

    assert (await stage.http.delete(f"/api/v3/assets/{scene['id']}")).status_code == 409
    assert (await stage.http.get(scene["image_url"])).status_code == 200
