"""Webhook endpoints and their deliveries."""

from tests.contracts.recorded_answers.jobs import JOBS, NOBODY, Environment, brief
from tests.contracts.recorded_answers.recorder import Recorder

WEBHOOKS = "/api/v3/webhooks"


async def webhooks(recorder: Recorder, environment: Environment) -> None:
    url, send, events = f"{environment.site.url}/hook", recorder.send, ["job.completed", "job.failed"]
    client = recorder.client_id
    made = await send("POST", WEBHOOKS, {"url": url, "events": events, "clientId": client, "description": "All"})
    path = f"{WEBHOOKS}/{made.json()['data']['id']}"
    # Of this client alone: it would have links made of the jobs that are recorded elsewhere.
    channel = {"kind": "slack", "url": url, "permission": "comment", "clientId": client}
    slack = await send("POST", WEBHOOKS, channel)
    refused = [
        {"url": "http://10.0.0.1/hook"},
        {"url": "ftp://example.com/hook"},
        {"url": url, "events": ["job.vanished"]},
        {"url": url, "secret": "whsec_short"},
        {"kind": "email", "url": "mailto:ann@acme.example"},
        {"kind": "pigeon", "url": url},
        {},
    ]
    for body in refused:
        await send("POST", WEBHOOKS, body)
    await send("GET", WEBHOOKS, query={"clientId": client})
    await send("GET", path)
    await send("PATCH", path, {"events": [], "description": "Every event"})
    await send("POST", f"{path}/rotate")
    await send("POST", f"{WEBHOOKS}/{slack.json()['data']['id']}/rotate")
    await _deliveries(recorder, path)
    await send("PATCH", path, {"enabled": False})
    await send("POST", f"{path}/test")
    await send("DELETE", path)
    await send("GET", path)
    await send("DELETE", f"{WEBHOOKS}/{NOBODY}")
    job = await send("POST", JOBS, brief(recorder, webhook={"url": url, "events": events}))
    await send("GET", WEBHOOKS, query={"jobId": job.json()["data"]["id"]})


async def _deliveries(recorder: Recorder, path: str) -> None:
    send = recorder.send
    delivery = (await send("POST", f"{path}/test")).json()["data"]["id"]
    await recorder.until(f"{path}/deliveries/{delivery}", lambda now: now["data"]["status"] == "delivered")
    await send("GET", f"{path}/deliveries", query={"status": "delivered"})
    await send("GET", f"{path}/deliveries/{delivery}")
    await send("GET", f"{path}/deliveries/{NOBODY}")
    await send("POST", f"{path}/recover", {"since": "2026-01-01T00:00:00Z"})
    await send("POST", f"{path}/recover", {"since": "yesterday"})
    await send("POST", f"{path}/deliveries/{delivery}/redeliver")
