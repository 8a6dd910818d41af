"""The task queues: where work is done."""

MAIN_QUEUE = "greenlight"
"""Workflows, and steps that wait on others."""

RENDER_QUEUE = "greenlight-render"
"""Drawing and cutting: as many at once as the machine has cores."""
