"""Health, metrics, authentication, creating and listing jobs, and their errors."""

import json
from typing import Any

from tests.contracts.recorded_answers.jobs import JOBS, NOBODY, Environment, brief
from tests.contracts.recorded_answers.recorder import Recorder

_LARGE = "d" * (1024 * 1024 + 1)
_JSON = {"Content-Type": "application/json"}


def _metrics(text: str) -> list[str]:
    """Return names, kinds and help of the metrics, and the statuses by which jobs are counted."""
    lines = text.splitlines()
    return [line for line in lines if line.startswith("#")] + sorted(
        line.rsplit(" ", 1)[0] for line in lines if line.startswith("greenlight_jobs{")
    )


def _providers(text: str) -> dict[str, Any]:
    """Return the list of providers with the first model of each, and the names of the others."""
    data = json.loads(text)["data"]
    for provider in data["providers"]:
        provider["models"][1:] = [model["model"] for model in provider["models"][1:]]
    return {"data": data}


async def service(recorder: Recorder, _: Environment) -> None:
    send = recorder.send
    await send("GET", "/healthz", with_key=False, constant_headers=True)
    await send("GET", "/readyz", with_key=False)
    await send("GET", "/metrics", outline=_metrics)
    await send("GET", "/docs", with_key=False, constant_headers=True, outline=lambda text: "swagger" in text)
    await send("GET", f"{JOBS}/{NOBODY}", with_key=False, constant_headers=True)
    await send("GET", f"{JOBS}/{NOBODY}", headers={"Authorization": "Bearer another"}, with_key=False)
    await send("GET", "/metrics", with_key=False)
    await send("GET", "/healthz", headers={"Host": "elsewhere.example"})
    await send("GET", "/api/v3/providers", outline=_providers)
    await send("GET", "/api/v3/nothing")
    await send("PUT", f"{JOBS}/{NOBODY}")
    await send("GET", "/api/v3/session", with_key=False)
    await send("POST", "/api/v3/session", {"key": "another"}, with_key=False)
    await send("DELETE", "/api/v3/session")


async def creating(recorder: Recorder, _: Environment) -> None:
    """Record bodies of a new job that are refused, one that is sent twice, and lists."""
    for content in (b"", b"{", b"[]", b'{"metadata": {"a": NaN}}', b'{"metadata": {"a": "x\\u0000"}}', b"\xff"):
        await recorder.send("POST", JOBS, content=content, headers=_JSON)
    await recorder.send("POST", JOBS, content=b"a=b", headers={"Content-Type": "text/plain"})
    await recorder.send("POST", JOBS, content=b'{"a": "%s"}' % _LARGE.encode(), headers=_JSON)
    refused: list[dict[str, Any]] = [
        {},
        {"context": {"clientId": " "}, "adBasics": {"productName": ""}},
        brief(recorder, adBasics={"duration": 4, "aspectRatio": "2:1"}, production={"resolution": "4k"}),
        brief(recorder, production={"provider": "zeta"}),
        brief(recorder, production={"provider": "runway"}),
        brief(recorder, production={"model": "zeta-1"}),
        brief(recorder, production={"maxCost": -1, "giveUpAfter": 0}),
        brief(
            recorder, creative={"assets": [{}, {"url": "ftp://example.com/a.png"}, {"url": "http://10.0.0.1/a.png"}]}
        ),
        brief(recorder, creative={"assets": [{"id": NOBODY}, {"id": NOBODY}]}),
        brief(recorder, creative={"direction": {"pace": "slow"}, "pace": 1}) | {"unknown": 1},
        {"scenarioId": NOBODY},
    ]
    for body in refused:
        await recorder.send("POST", JOBS, body)
    key = {"Idempotency-Key": "one-job"}
    first = await recorder.send("POST", JOBS, brief(recorder, metadata={"note": 1}), headers=key)
    await recorder.send("POST", JOBS, brief(recorder, metadata={"note": 1}), headers=key)
    await recorder.send("POST", JOBS, brief(recorder, metadata={"note": 2}), headers=key)
    await recorder.send("POST", JOBS, brief(recorder), headers={"Idempotency-Key": "two words"})
    job = f"{JOBS}/{first.json()['data']['id']}"
    await recorder.until(job, lambda now: now["data"]["status"] == "storyboard_review")
    clients = {"clientId": recorder.client_id}
    await recorder.send("GET", JOBS, query=clients)
    await recorder.send("GET", JOBS, query={**clients, "status": "completed"})
    await recorder.send("GET", JOBS, query={**clients, "status": "sleeping"})
    await recorder.send("GET", JOBS, query={**clients, "limit": "0"})
    await recorder.send("GET", JOBS, query={**clients, "cursor": "nonsense"})
    second = await recorder.send("POST", JOBS, brief(recorder, production={"provider": "animatic"}))
    await recorder.until(
        f"{JOBS}/{second.json()['data']['id']}", lambda now: now["data"]["status"] == "storyboard_review"
    )
    page = await recorder.send("GET", JOBS, query={**clients, "limit": "1"})
    await recorder.send("GET", JOBS, query={**clients, "limit": "1", "cursor": page.json()["nextCursor"]})
    await recorder.send("GET", job, query={"wait": "61s"})
    await recorder.send("GET", f"{JOBS}/not-an-id")
    await recorder.send("GET", f"{job}/progress", query={"source": "moon"})
