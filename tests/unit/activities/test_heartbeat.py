"""Heartbeats of an activity while it waits."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from temporalio.testing import ActivityEnvironment

from activities.common.heartbeat import heartbeating


def environment(timeout: timedelta) -> tuple[ActivityEnvironment, asyncio.Queue[object]]:
    beats = asyncio.Queue[object]()
    made = ActivityEnvironment()
    made.info = replace(made.info, heartbeat_timeout=timeout)
    made.on_heartbeat = beats.put_nowait
    return made, beats


async def test_an_activity_that_ends_at_once_sends_no_heartbeat() -> None:
    made, beats = environment(timedelta(hours=1))

    async def end() -> None:
        async with heartbeating():
            await asyncio.sleep(0)

    await made.run(end)

    assert beats.empty()


async def test_an_activity_that_goes_on_sends_heartbeats_with_what_it_knows_then() -> None:
    made, beats = environment(timedelta(milliseconds=3))

    async def go_on() -> list[object]:
        async with heartbeating(lambda: "3 open orders"):
            return [await beats.get(), await beats.get()]

    assert await made.run(go_on) == ["3 open orders", "3 open orders"]
