"""Stored keys in two API processes, one of which loses its database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr
from sqlalchemy import text

from api.container import Container, build_container
from runtime.container import adapters
from tests.harness.api_bodies import JOBS, check_problem
from tests.harness.api_client import TIMEOUT_SECONDS, Http, api_client
from tests.harness.servers.tcp_proxy import TcpProxy, proxy_to
from tests.stack.api.clients.test_keys import ADMIN, KEYS, SESSION, bearer, make, sign_in

UNKNOWN = f"glk_live_{'0' * 32}_{'x' * 43}"


@pytest.fixture
async def proxy(container: Container) -> AsyncIterator[TcpProxy]:
    server = conninfo_to_dict(container.settings.psycopg_url)
    async with proxy_to(f"{server['host']}/.s.PGSQL.{server['port']}") as proxy:
        yield proxy


@pytest.fixture
async def other(container: Container, proxy: TcpProxy) -> AsyncIterator[Http]:
    """An API with the key `first-key`, in whose memory no key is yet. It reaches the database through the proxy."""
    server = conninfo_to_dict(container.settings.psycopg_url)
    there = f"postgresql://{server['user']}@127.0.0.1:{proxy.port}/{server['dbname']}"
    changes = {"database_url": SecretStr(there), "api_keys": (SecretStr("first-key"),)}
    settings = container.settings.model_copy(update=changes)
    async with adapters(settings) as opened:
        its = replace(build_container(settings, opened, container.gateway), migrations=container.migrations)
        async with api_client(its) as http:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while not its.keys.known.moment()[0]:
                    await asyncio.sleep(0.01)
            yield http


async def until(http: Http, headers: dict[str, str], status: int) -> None:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while (await http.get(SESSION, headers=headers)).json().get("data", {}).get("signedIn") is not (status == 200):
            await asyncio.sleep(0.01)


async def test_a_key_that_is_revoked_in_one_process_stops_in_the_other(guarded: Http, other: Http) -> None:
    made = await make(guarded)
    assert (await other.get(JOBS, headers=bearer(made["key"]))).status_code == 200

    await guarded.delete(f"{KEYS}/{made['id']}", headers=ADMIN)

    await until(other, bearer(made["key"]), 401)


async def test_a_key_that_is_changed_by_hand_is_read_again(guarded: Http, other: Http, container: Container) -> None:
    made = await make(guarded)
    assert (await other.get(JOBS, headers=bearer(made["key"]))).status_code == 200

    async with container.engine.begin() as connection:
        await connection.execute(text("delete from api_keys"))

    await until(other, bearer(made["key"]), 401)


async def test_without_a_database_keys_in_memory_are_good_and_others_are_not_refused(
    guarded: Http, other: Http, proxy: TcpProxy
) -> None:
    known, unknown = await make(guarded), await make(guarded)
    cookie = await sign_in(other, known["key"])
    proxy.cut()

    for headers in (bearer(known["key"]), cookie, ADMIN):
        assert (await other.get("/api/v3/nothing", headers=headers)).status_code == 404
    for key in (unknown["key"], UNKNOWN):
        check_problem(await other.get("/api/v3/nothing", headers=bearer(key)), 503, "unavailable")
    for wrong in ("glk_live_x", f"{known['key'][:-1]}-", "wrong"):
        check_problem(await other.get("/api/v3/nothing", headers=bearer(wrong)), 401, "unauthorized")
    assert (await other.get("/healthz", headers=bearer(UNKNOWN))).status_code == 200


async def test_a_key_that_was_revoked_while_nothing_was_heard_stops_when_the_database_is_back(
    guarded: Http, other: Http, proxy: TcpProxy
) -> None:
    made = await make(guarded)
    assert (await other.get(JOBS, headers=bearer(made["key"]))).status_code == 200
    proxy.cut()
    await guarded.delete(f"{KEYS}/{made['id']}", headers=ADMIN)
    proxy.release()

    await until(other, bearer(made["key"]), 401)
