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
