"""Many clients of an API in a process of their own, run as a module: `listen|wait URL PATHS COUNT`.

PATHS is a JSON list, over which the clients are spread. It prints a line of JSON when all are connected, reads a line,
and prints what they received. `listen`: the line that is read is the id of the event to wait for.
"""

import asyncio
import hashlib
import json
import sys
from collections import Counter
from typing import Any

import aiohttp

from runtime.open_files import allow_many_open_files

_CONNECTING = 50
"""Clients that connect at the same time."""

_ENDLESS = aiohttp.ClientTimeout(total=None, sock_read=None)


class _Listener:
    def __init__(self) -> None:
        self.ids: list[int] = []
        self.is_open = asyncio.Event()

    async def run(self, http: aiohttp.ClientSession, url: str, connecting: asyncio.Semaphore) -> None:
        while True:
            try:
                async with connecting:
                    headers = {"Last-Event-ID": str(self.ids[-1])} if self.ids else {}
                    answer = await http.get(url, headers=headers)
                    answer.raise_for_status()
                    await answer.content.readline()
                    self.is_open.set()
                async for line in answer.content:
                    if line.startswith(b"id: "):
                        self.ids.append(int(line[4:]))
            except aiohttp.ClientError:
                await asyncio.sleep(1)


async def _listen(http: aiohttp.ClientSession, urls: list[str], count: int) -> None:
    connecting = asyncio.Semaphore(_CONNECTING)
    listeners = [_Listener() for _ in range(count)]
    running = [
        asyncio.create_task(each.run(http, urls[number % len(urls)], connecting))
        for number, each in enumerate(listeners)
    ]
    for each in listeners:
        await each.is_open.wait()
    _say({"connected": count})
    last = int(await _line())
    while any(not each.ids or each.ids[-1] < last for each in listeners):  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    received = Counter(hashlib.sha256(json.dumps(each.ids).encode()).hexdigest() for each in listeners)
    _say({"received": received, "events": [len(each.ids) for each in listeners[:1]]})
    for task in running:
        task.cancel()


async def _wait(http: aiohttp.ClientSession, urls: list[str], count: int) -> None:
    answers: Counter[int] = Counter()
    connecting = asyncio.Semaphore(_CONNECTING)

    async def wait(url: str) -> None:
        async with connecting:
            answer = await http.get(url)
            etag = answer.headers["ETag"]
            await answer.read()
        while True:
            answer = await http.get(url, params={"wait": "60s"}, headers={"If-None-Match": etag})
            await answer.read()
            answers[answer.status] += 1
            etag = answer.headers.get("ETag", etag)

    running = [asyncio.create_task(wait(urls[number % len(urls)])) for number in range(count)]
    await asyncio.sleep(0)
    async with connecting:
        _say({"connected": count})
    await _line()
    _say({"answers": answers})
    for task in running:
        task.cancel()


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def _line() -> str:
    return await asyncio.to_thread(sys.stdin.readline)


async def _main(mode: str, url: str, paths: str, count: str) -> None:
    allow_many_open_files()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=_ENDLESS) as http:
        urls = [url + path for path in json.loads(paths)]
        await (_listen if mode == "listen" else _wait)(http, urls, int(count))


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
