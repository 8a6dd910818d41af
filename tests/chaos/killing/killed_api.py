"""The API of a stack under test. It is killed at the points that a request's header names."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import api.app
from activities.common.inputs import PreviewTask
from api.container import Container, WorkflowGateway
from domain.job.approval import Sender
from domain.job.progress import Progress
from domain.rules import messages
from runtime.devstack.home import Home
from tests.chaos.killing.kills import FOLDER, HEADER, KILLS, Killer, Kills
from tests.chaos.killing.restarting import restart_for_ever


class KilledGateway:
    """A gateway whose process is killed before it calls Temporal."""

    def __init__(self, gateway: WorkflowGateway, killer: Killer, kills: Kills) -> None:
        self._gateway = gateway
        self._killer = killer
        self._kills = kills

    async def start(self, job_id: UUID, client_id: str) -> None:
        await self._killer.kill_at(self._kills, "row written")
        await self._gateway.start(job_id, client_id)

    async def act(self, job_id: UUID, request: str, message: messages.Message, sender: Sender) -> None:
        await self._killer.kill_at(self._kills, "about to be sent")
        await self._gateway.act(job_id, request, message, sender)

    async def progress(self, job_id: UUID) -> Progress | None:
        return await self._gateway.progress(job_id)

    async def health(self) -> dict[str, str]:
        return await self._gateway.health()

    async def ingest(self, asset_id: UUID) -> None:
        await self._gateway.ingest(asset_id)

    async def begin_saving(self, task_id: UUID, user_id: str) -> None:
        await self._gateway.begin_saving(task_id, user_id)

    async def stop_saving(self, task_id: UUID) -> None:
        await self._gateway.stop_saving(task_id)

    async def render_preview(self, preview: PreviewTask, client_id: str, longest: timedelta) -> bool:
        return await self._gateway.render_preview(preview, client_id, longest)


class KillMiddleware:
    """The outermost middleware: the process is killed when a request arrives or before it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        header = dict(scope.get("headers", ())).get(HEADER.lower().encode())
        if header is None:
            await self._app(scope, receive, send)
            return
        kills = KILLS.validate_json(header)
        container: Container = scope["state"]["container"]
        killer = Killer(Home(container.settings.greenlight_home), Path(os.environ[FOLDER]))
        scope["state"]["container"] = replace(container, gateway=KilledGateway(container.gateway, killer, kills))

        async def answer(message: Message) -> None:
            await killer.kill_at(kills, "about to be answered")
            await send(message)

        await killer.kill_at(kills, "request arrived")
        await self._app(scope, receive, answer)


def create_app() -> FastAPI:
    app = api.app.create_app()
    app.add_middleware(KillMiddleware)
    return app


if __name__ == "__main__":
    restart_for_ever()
    uvicorn.main()
