"""Assets by URL and by upload, their files, and their refusals."""

from tests.contracts.recorded_answers.jobs import JOBS, NOBODY, Environment, brief
from tests.contracts.recorded_answers.recorder import Recorder
from tests.contracts.recorded_answers.simulated_services import picture

ASSETS = "/api/v3/assets"
_ASYNC = {"Prefer": "respond-async"}


async def assets(recorder: Recorder, environment: Environment) -> None:
    site, send = environment.site.url, recorder.send
    await send("GET", ASSETS)
    await send("POST", ASSETS, {"url": f"{site}/picture.png", "name": "The cup", "role": "hero"})
    uploaded = await send("POST", ASSETS, files={"file": ("cup.png", picture((0, 90, 0)), "image/png")})
    asset = f"{ASSETS}/{uploaded.json()['data']['id']}"
    await send("POST", ASSETS, {"url": f"{site}/clip.mp4", "type": "image"})
    await send("POST", ASSETS, {"url": f"{site}/held/late.png"}, headers=_ASYNC)
    refused = [
        {"url": f"{site}/page.html"},
        {"url": f"{site}/nothing.png"},
        {"url": "http://10.0.0.1/a.png"},
        {"url": "ftp://example.com/a.png"},
        {"url": f"{site}/picture.png", "kind": "image"},
        {},
    ]
    for body in refused:
        await send("POST", ASSETS, body)
    await send("POST", ASSETS, files={"file": ("a.png", b"no picture", "image/png")})
    await send("POST", ASSETS, files={"picture": ("a.png", picture(), "image/png")})
    lost = (await send("POST", ASSETS, {"url": f"{site}/page.html"}, headers=_ASYNC)).json()["data"]["id"]
    await recorder.until(f"{ASSETS}/{lost}", lambda now: now["data"]["status"] == "failed")
    await send("GET", f"{ASSETS}/{lost}")
    await send("GET", f"{ASSETS}/{lost}/data")
    page = await send("GET", ASSETS, query={"limit": "2"})
    await send("GET", ASSETS, query={"limit": "2", "cursor": page.json()["nextCursor"]})
    await _file(recorder, asset)
    await _in_use(recorder, uploaded.json()["data"]["id"])
    await send("GET", f"{ASSETS}/{NOBODY}")
    await send("GET", f"{ASSETS}/{NOBODY}/data")
    await send("DELETE", f"{ASSETS}/{NOBODY}")


async def _file(recorder: Recorder, asset: str) -> None:
    send = recorder.send
    await send("GET", asset)
    whole = await send("GET", f"{asset}/data")
    await send("HEAD", f"{asset}/data")
    await send("GET", f"{asset}/data", headers={"Range": "bytes=0-9"})
    await send("GET", f"{asset}/data", headers={"Range": "bytes=100000-"})
    tag = whole.headers["etag"]
    for condition in ({"If-None-Match": tag}, {"If-Match": '"another"'}):
        await recorder.send("GET", f"{asset}/data", headers=condition)


async def _in_use(recorder: Recorder, asset: str) -> None:
    """Record that an asset is not deleted while a job uses it."""
    job = await recorder.send("POST", JOBS, brief(recorder, creative={"assets": [{"id": asset, "role": "product"}]}))
    path = f"{JOBS}/{job.json()['data']['id']}"
    await recorder.until(path, lambda now: now["data"]["status"] == "storyboard_review")
    await recorder.send("GET", path)
    await recorder.send("DELETE", f"{ASSETS}/{asset}")
    free = await recorder.send("POST", ASSETS, files={"file": ("free.png", picture((0, 0, 90)), "image/png")})
    path = f"{ASSETS}/{free.json()['data']['id']}"
    await recorder.send("DELETE", path)
    await recorder.send("GET", path)
    await recorder.send("DELETE", path)
