"""The task queues: where work is done."""

MAIN_QUEUE = "greenlight"
"""Workflows, and steps that wait on others."""

RENDER_QUEUE = "greenlight-render"
"""Drawing and cutting: as many at once as the machine has cores."""

PICTURE_QUEUE = "greenlight-pictures"
"""Pictures of saved scenes that vendors draw: what is slow there keeps no decision waiting."""


def vendor_queue(vendor: str) -> str:
    """Where that vendor's orders are placed and waited for: what is slow there keeps nobody else waiting."""
    return f"greenlight-{vendor}"


def waiting_queue(vendor: str) -> str:
    """Where room at that vendor is waited for: by one in each worker, and by the others in Temporal, fairly."""
    return f"{vendor_queue(vendor)}-waiting"
