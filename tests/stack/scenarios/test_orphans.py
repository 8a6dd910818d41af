"""Tasks without a workflow run."""

from uuid import UUID, uuid4

from runtime.gateway import task_workflow_id
from tests.harness.scenario_stack import ScenarioStack, scenario


async def test_a_task_whose_api_process_was_killed_before_its_start_is_started(stack: ScenarioStack) -> None:
    user = await stack.user(credits=2)
    task = await stack.container.scenarios.create(uuid4(), "short", user, scenario(2), "started")

    await stack.pipeline.reconcile()

    assert (await stack.done(str(task.id)))["status"] == "completed"
    assert await stack.account(user) == (0, 0)
    run = stack.pipeline.client.get_workflow_handle(task_workflow_id(task.id))
    await run.result()
    first = await run.describe()
    await stack.pipeline.reconcile()
    assert (await run.describe()).run_id == first.run_id


async def test_a_cancelled_task_whose_run_is_gone_holds_nothing(stack: ScenarioStack) -> None:
    user = await stack.user(credits=2)
    task = await stack.container.scenarios.create(uuid4(), "short", user, scenario(2), "started")
    assert await stack.container.credits.hold(user, task.id, 2)
    await stack.container.scenarios.cancel(task.id, "a request whose API died")

    await stack.pipeline.reconcile()

    assert (await stack.done(str(task.id)))["status"] == "cancelled"
    assert await stack.account(user) == (2, 0)


async def test_a_repeated_run_does_nothing_twice(stack: ScenarioStack) -> None:
    user = await stack.user(credits=4)
    task = await stack.saved(user, scenario(3))
    orders = stack.vendor.accepted.total()
    run = stack.pipeline.client.get_workflow_handle(task_workflow_id(UUID(task["task_id"])))
    await run.result()
    first = await run.describe()

    await stack.container.gateway.begin_saving(UUID(task["task_id"]), user)
    await stack.pipeline.client.get_workflow_handle(run.id).result()

    assert (await run.describe()).run_id != first.run_id
    assert await stack.task(task["task_id"]) == task
    assert (stack.vendor.accepted.total(), await stack.account(user)) == (orders, (0, 0))


async def test_the_audit_keeps_the_images_of_scenes(stack: ScenarioStack) -> None:
    task = await stack.saved(await stack.user(credits=2), scenario(2))
    scene = (await stack.scenario(task))["scenes"][1]

    assert (await stack.http.delete(f"/api/v3/assets/{scene['id']}")).status_code == 409
    assert (await stack.http.get(scene["image_url"])).status_code == 200
