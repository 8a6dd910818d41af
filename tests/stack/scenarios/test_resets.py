"""`temporal workflow reset` to every event of a task's run: nothing is ordered or charged twice."""

from uuid import UUID, uuid4

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from runtime.gateway import task_workflow_id
from tests.stack.scenarios.stage import Stage, result, scenario


async def points(stage: Stage, task: str) -> tuple[str, list[int]]:
    """The newest run, and each event of it to which it can be reset."""
    handle = stage.client.get_workflow_handle(task_workflow_id(UUID(task)))
    completed = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    events = (await handle.fetch_history()).events
    return (await handle.describe()).run_id, [event.event_id for event in events if event.event_type == completed]


async def reset(stage: Stage, task: str, run: str, event: int) -> None:
    request = ResetWorkflowExecutionRequest(
        namespace="default",
        workflow_execution=WorkflowExecution(workflow_id=task_workflow_id(UUID(task)), run_id=run),
        reason="a test",
        request_id=str(uuid4()),
        workflow_task_finish_event_id=event,
    )
    await stage.client.workflow_service.reset_workflow_execution(request)


async def test_a_task_that_is_over_stays_as_it_is(stage: Stage) -> None:
    user = await stage.user(credits=10)
    task = await stage.saved(user, scenario(3))
    orders = stage.vendor.accepted.total()
    run, events = await points(stage, task["task_id"])

    for event in events:
        await reset(stage, task["task_id"], run, event)
    await stage.client.get_workflow_handle(task_workflow_id(UUID(task["task_id"]))).result()

    assert len(events) >= 5
    assert await stage.task(task["task_id"]) == task
    assert (stage.vendor.accepted.total(), await stage.account(user)) == (orders, (6, 0))


async def test_a_task_that_is_reset_while_it_draws_charges_what_it_shows(stage: Stage) -> None:
    user, given = await stage.user(credits=10), scenario(4)
    before = stage.vendor.accepted.total()
    task = await stage.save(user, given)
    await stage.vendor.until_ordered(before + 2)
    run, events = await points(stage, task)

    for event in events:
        await reset(stage, task, run, event)
    done = result(await stage.done(task))

    assert done.images_generated + done.images_failed == 3
    assert {stage.vendor.accepted[scene["image_prompt"]] for scene in given["scenes"][1:]} == {1}
    assert await stage.captures(user) == done.images_generated == len(await stage.stored(user))
    assert await stage.account(user) == (10 - 2 * done.images_generated, 0)
