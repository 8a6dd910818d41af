"""The workflow that collects the orders of one vendor, for all takes."""

from temporalio import workflow

from activities.purchasing.collect_orders import CollectOrdersActivities
from domain.task_queues import collecting_queue
from workflows.options import COLLECT_ORDERS, run_activity


@workflow.defn(name="CollectOrders")
class CollectOrdersWorkflow:
    """Keep one activity alive that looks at the vendor's open orders. Its id, `collect-{vendor}`, allows only one."""

    @workflow.run
    async def run(self, vendor: str) -> None:
        workflow.set_current_details(f"The heartbeat of the activity says how many orders are open at {vendor}.")
        await run_activity(
            COLLECT_ORDERS,
            f"Look at the open orders at {vendor}",
            CollectOrdersActivities.collect,
            vendor,
            queue=collecting_queue(vendor),
        )
