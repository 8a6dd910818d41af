"""Assets of two clients."""

from typing import Any
from uuid import UUID

from api.container import Container
from tests.harness.api_bodies import ASSETS, JOBS, brief, check_problem, png
from tests.harness.api_client import Http
from tests.stack.api.owners.callers import Client
from tests.stack.storage.web_server import Site
from tests.stack.storage.web_server import answer as respond

PICTURE = png()


async def uploaded(client: Client, **fields: str) -> dict[str, Any]:
    asset: dict[str, Any] = await client.created(ASSETS, None, files={"file": ("tin.png", PICTURE)}, data=fields)
    return asset


async def of_nobody(http: Http) -> str:
    answer = await http.post(ASSETS, files={"file": ("tin.png", PICTURE)})
    asset: str = answer.json()["data"]["id"]
    return asset


async def using(http: Http, client: str, asset: str) -> UUID:
    """A job of the client that uses the asset."""
    order = brief(context={"clientId": client}, creative={"assets": [{"id": asset}]})
    return UUID((await http.post(JOBS, json=order)).json()["data"]["id"])


async def test_an_upload_belongs_to_the_callers_client(acme: Client) -> None:
    asset = await uploaded(acme)

    assert asset["clientId"] == "acme"
    assert [each["id"] for each in await acme.data(ASSETS)] == [asset["id"]]
    assert (await acme.get(asset["url"])).content == PICTURE


async def test_an_asset_that_is_fetched_belongs_to_the_callers_client(acme: Client, web_server: Site) -> None:
    url = web_server.serve("/tin.png", respond(200, PICTURE))

    stored = await acme.created(ASSETS, {"url": url})
    fetching = await acme.created(ASSETS, {"url": url, "clientId": "acme"}, headers={"Prefer": "respond-async"})

    assert (stored["clientId"], fetching["clientId"]) == ("acme", "acme")


async def test_an_asset_for_another_client_is_refused(acme: Client, web_server: Site) -> None:
    url = web_server.serve("/tin.png", respond(200, PICTURE))

    by_url = await acme.post(ASSETS, {"url": url, "clientId": "other"})
    by_form = await acme.post(ASSETS, files={"file": ("tin.png", PICTURE)}, data={"clientId": "other"})

    check_problem(by_url, 403, "other_client")
    check_problem(by_form, 403, "other_client")


async def test_a_caller_of_all_clients_may_say_whose_an_asset_is(http: Http, acme: Client, other: Client) -> None:
    answer = await http.post(ASSETS, files={"file": ("tin.png", PICTURE)}, data={"clientId": "acme"})

    assert answer.json()["data"]["clientId"] == "acme"
    assert len(await acme.data(ASSETS)) == 1
    assert await other.data(ASSETS) == []


async def test_a_list_of_another_clients_assets_is_empty(acme: Client, other: Client) -> None:
    await uploaded(acme)

    assert await other.data(ASSETS) == []
    assert await other.data(f"{ASSETS}?clientId=acme") == []


async def test_a_caller_of_all_clients_lists_the_assets_of_one(http: Http, acme: Client, other: Client) -> None:
    mine, theirs = await uploaded(acme), await uploaded(other)

    of_acme = (await http.get(f"{ASSETS}?clientId=acme")).json()["data"]
    of_all = (await http.get(ASSETS)).json()["data"]

    assert [each["id"] for each in of_acme] == [mine["id"]]
    assert [each["id"] for each in of_all] == [theirs["id"], mine["id"]]


async def test_a_client_may_read_what_its_jobs_use(http: Http, acme: Client, other: Client) -> None:
    asset = await of_nobody(http)
    unused = await acme.get(f"{ASSETS}/{asset}")

    await using(http, "acme", asset)

    assert unused.status_code == 404
    assert (await acme.get(f"{ASSETS}/{asset}/data")).content == PICTURE
    assert (await other.get(f"{ASSETS}/{asset}")).status_code == 404


async def test_the_assets_that_a_job_fetches_belong_to_its_client(
    http: Http, acme: Client, container: Container, web_server: Site
) -> None:
    url = web_server.serve("/tin.png", respond(200, PICTURE))
    order = brief(creative={"assets": [{"url": url}]})

    job = (await http.post(JOBS, json=order)).json()["data"]
    changed = await http.patch(
        f"{JOBS}/{job['id']}", json={"creative": {"assets": [{"url": f"{url}?other"}, {"url": url}]}}
    )

    assert changed.status_code == 200
    assert {each["clientId"] for each in await acme.data(ASSETS)} == {"acme"}
    assert len(await acme.data(ASSETS)) == len(await container.assets.newest(10))


async def test_what_another_clients_job_uses_cannot_be_deleted_and_the_job_is_not_named(
    http: Http, acme: Client
) -> None:
    asset = (await uploaded(acme))["id"]
    job = await using(http, "other", asset)

    mine = check_problem(await acme.send("DELETE", f"{ASSETS}/{asset}"), 409, "conflict")
    everybodys = check_problem(await http.delete(f"{ASSETS}/{asset}"), 409, "conflict")

    assert str(job) not in mine["detail"]
    assert str(job) in everybodys["detail"]


async def test_a_client_does_not_delete_what_only_its_job_uses(http: Http, acme: Client, container: Container) -> None:
    asset = await of_nobody(http)
    job = await using(http, "acme", asset)

    used = check_problem(await acme.send("DELETE", f"{ASSETS}/{asset}"), 409, "conflict")
    assert (await acme.send("DELETE", f"{JOBS}/{job}/assets/{asset}")).status_code == 200
    unused = await acme.send("DELETE", f"{ASSETS}/{asset}")

    assert str(job) in used["detail"]
    assert unused.status_code == 404
    assert await container.assets.known([UUID(asset)])
