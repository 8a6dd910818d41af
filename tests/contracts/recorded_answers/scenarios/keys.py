"""API keys and clients, and their refusals."""

from tests.contracts.recorded_answers.jobs import JOBS, NOBODY, Environment
from tests.contracts.recorded_answers.recorder import Recorder

KEYS, CLIENTS = "/api/v3/keys", "/api/v3/clients"


async def keys(recorder: Recorder, _: Environment) -> None:
    send = recorder.send
    await send("POST", CLIENTS, {"id": "acme", "name": "Acme Tea"})
    await send("POST", CLIENTS, {"id": "acme", "name": "Another"})
    await send("PATCH", f"{CLIENTS}/acme", {"name": "Acme Tea Ltd"})
    await send("PATCH", f"{CLIENTS}/acme", {"maxSpendPerMonth": 100})
    await send("GET", f"{CLIENTS}/acme/usage")
    await send("GET", f"{CLIENTS}/acme")
    await send("GET", f"{CLIENTS}/nobody")
    await send("GET", CLIENTS)
    body = {"name": "Reviewers", "clientId": "acme", "scopes": ["films:read"]}
    made = (await send("POST", KEYS, body)).json()["data"]
    await send("POST", KEYS, {**body, "scopes": ["admin"]})
    await send("POST", KEYS, {**body, "scopes": ["films"], "expiresAt": "yesterday"})
    await send("POST", KEYS, {**body, "expiresAt": "2001-01-01T00:00:00Z"})
    await send("GET", KEYS)
    path = f"{KEYS}/{made['id']}"
    await send("GET", path)
    await send("POST", f"{path}/rotate", {"overlapSeconds": 60})
    await send("DELETE", path)
    await send("POST", f"{path}/rotate")
    await send("GET", f"{KEYS}/{NOBODY}")
    await send("GET", JOBS, headers={"Authorization": f"Bearer {made['key']}"}, with_key=False)
