"""`temporal workflow reset` to every event of a task's run: nothing is ordered or charged twice."""

from uuid import UUID, uuid4

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from runtime.gateway import task_workflow_id
from tests.harness.scenario_stack import ScenarioStack, result, scenario


async def points(stack: ScenarioStack, task: str) -> tuple[str, list[int]]:
    """The newest run's id, and the events to which it can be reset."""
    handle = stack.pipeline.client.get_workflow_handle(task_workflow_id(UUID(task)))
    completed = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    events = (await handle.fetch_history()).events
    return (await handle.describe()).run_id, [event.event_id for event in events if event.event_type == completed]


async def reset(stack: ScenarioStack, task: str, run: str, event: int) -> None:
    request = ResetWorkflowExecutionRequest(
        namespace="default",
        workflow_execution=WorkflowExecution(workflow_id=task_workflow_id(UUID(task)), run_id=run),
        reason="a test",
        request_id=str(uuid4()),
        workflow_task_finish_event_id=event,
    )
    await stack.pipeline.client.workflow_service.reset_workflow_execution(request)


async def test_a_task_that_is_over_does_not_change(stack: ScenarioStack) -> None:
    user = await stack.user(credits=10)
    task = await stack.saved(user, scenario(3))
    orders = stack.vendor.accepted.total()
    run, events = await points(stack, task["task_id"])

    for event in events:
        await reset(stack, task["task_id"], run, event)
    await stack.pipeline.client.get_workflow_handle(task_workflow_id(UUID(task["task_id"]))).result()

    assert len(events) >= 5
    assert await stack.task(task["task_id"]) == task
    assert (stack.vendor.accepted.total(), await stack.account(user)) == (orders, (6, 0))


async def test_a_task_reset_while_it_makes_images_charges_for_the_images_that_it_shows(stack: ScenarioStack) -> None:
    user, given = await stack.user(credits=10), scenario(4)
    before = stack.vendor.accepted.total()
    task = await stack.save(user, given)
    await stack.vendor.until_ordered(before + 2)
    run, events = await points(stack, task)

    for event in events:
        await reset(stack, task, run, event)
    done = result(await stack.done(task))

    assert done.images_generated + done.images_failed == 3
    assert {stack.vendor.accepted[scene["image_prompt"]] for scene in given["scenes"][1:]} == {1}
    assert await stack.captures(user) == done.images_generated == len(await stack.stored(user))
    assert await stack.account(user) == (10 - 2 * done.images_generated, 0)
