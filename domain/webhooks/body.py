"""The body of a webhook: thin, as Standard Webhooks recommends. What happened is read at its URLs."""

import json
from datetime import UTC
from typing import Any

from domain.webhooks.deliveries import Delivery
from domain.webhooks.event_types import WebhookEventType

_PLACES = {
    WebhookEventType.REVIEW_REQUIRED: ("storyboards", "/storyboards"),
    WebhookEventType.APPROVED: ("storyboards", "/storyboards"),
    WebhookEventType.REJECTED: ("storyboards", "/storyboards"),
    WebhookEventType.SCENE_COMPLETED: ("scene", "/scenes/{sceneId}"),
    WebhookEventType.SCENE_FAILED: ("scene", "/scenes/{sceneId}"),
    WebhookEventType.JOB_COMPLETED: ("video", "/video"),
    WebhookEventType.NOTE_CREATED: ("notes", "/notes"),
}
"""What an event has a URL of besides its job: its name, and its path below the job."""


def body_of(delivery: Delivery, base_url: str) -> str:
    """Return the JSON, the same in each attempt. `base_url` is where receivers reach the API."""
    when = delivery.occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    data = {**delivery.data, "urls": _urls(delivery, base_url.rstrip("/"))}
    body = {"type": delivery.event_type.value, "timestamp": when, "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _urls(delivery: Delivery, base_url: str) -> dict[str, Any]:
    if delivery.job_id is None:
        return {}
    job = f"{base_url}/api/v3/jobs/{delivery.job_id}"
    if delivery.event_type not in _PLACES:
        return {"job": job}
    name, path = _PLACES[delivery.event_type]
    return {"job": job, name: job + path.format_map(delivery.data)}
