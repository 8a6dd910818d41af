"""The names of the Temporal task queues."""

MAIN_QUEUE = "greenlight"
"""Workflows, and activities that wait for others."""

RENDER_QUEUE = "greenlight-render"
"""Activities that draw and cut: as many at once as the machine has cores."""

PICTURE_QUEUE = "greenlight-pictures"
"""Activities that have vendors draw images of saved scenes, apart so that slow vendors delay nothing else."""

WEBHOOK_QUEUE = "greenlight-webhooks"
"""Activities that wait for the receivers of webhooks, apart so that slow receivers delay nothing else."""

DISPATCH_QUEUE = "greenlight-webhooks-dispatch"
"""The activity that turns events into deliveries: one over all workers."""


def vendor_queue(vendor: str) -> str:
    """Return the queue of activities that order from the vendor, apart so that a slow vendor delays no other."""
    return f"greenlight-{vendor}"


def waiting_queue(vendor: str) -> str:
    """Return the queue of activities that wait for the vendor's capacity: one in each worker, in Temporal's order."""
    return f"{vendor_queue(vendor)}-waiting"


def collecting_queue(vendor: str) -> str:
    """Return the queue of the activity that looks at the vendor's open orders, for workers that have a key for it."""
    return f"{vendor_queue(vendor)}-collecting"
