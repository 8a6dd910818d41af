"""The workflows of webhooks: one that dispatches for all, and one for each delivery that is sent."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from temporalio import workflow

from activities.webhooks.deliver import DeliverWebhookActivities
from activities.webhooks.dispatch import DispatchWebhooksActivities
from domain.task_queues import DISPATCH_QUEUE, WEBHOOK_QUEUE
from workflows.options import DELIVER_WEBHOOK, DISPATCH_WEBHOOKS, run_activity

LOOK_AGAIN: Final = "look_again"


@workflow.defn(name="DispatchWebhooks")
class DispatchWebhooksWorkflow:
    """Keep one activity alive that turns events into deliveries. Its id, `dispatch-webhooks`, allows only one."""

    @workflow.run
    async def run(self) -> None:
        workflow.set_current_details("The heartbeat of the activity says how many deliveries it has started.")
        await run_activity(
            DISPATCH_WEBHOOKS,
            "Turn events into deliveries",
            DispatchWebhooksActivities.dispatch,
            queue=DISPATCH_QUEUE,
        )


@workflow.defn(name="DeliverWebhook")
class DeliverWebhookWorkflow:
    """A delivery. Its row in Postgres decides when the next attempt is made, and when there is none."""

    def __init__(self) -> None:
        self._looks_again = False

    @workflow.run
    async def run(self, delivery_id: str) -> None:
        delivery = UUID(delivery_id)
        while True:
            self._looks_again = False
            wait = await run_activity(
                DELIVER_WEBHOOK, "Send it", DeliverWebhookActivities.deliver, delivery, queue=WEBHOOK_QUEUE
            )
            if wait is None and not self._looks_again:
                return
            await self._wait(timedelta(seconds=wait or 0))

    async def _wait(self, longest: timedelta) -> None:
        try:
            await workflow.wait_condition(
                lambda: self._looks_again, timeout=longest, timeout_summary="Until the next attempt"
            )
        except TimeoutError:
            return

    @workflow.signal(name=LOOK_AGAIN)
    def look_again(self) -> None:
        """Look at the delivery at once: it may be due earlier, or sent once more."""
        self._looks_again = True
