"""What a route may ask for."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request

from api.container import Container
from api.http.ids import found


def _wiring(request: Request) -> Container:
    wiring: Container = request.state.wiring
    return wiring


def _message_id(request: Request) -> UUID:
    message_id: UUID = request.state.message_id
    return message_id


def _job_id(job_id: Annotated[str, Path(description="The job's id.", json_schema_extra={"format": "uuid"})]) -> UUID:
    return found(job_id, "job")


def _asset_id(
    asset_id: Annotated[str, Path(description="The asset's id.", json_schema_extra={"format": "uuid"})],
) -> UUID:
    return found(asset_id, "asset")


WiringDep = Annotated[Container, Depends(_wiring)]
MessageId = Annotated[UUID, Depends(_message_id)]
"""The id of what this request changes or makes: the same for every try under one Idempotency-Key."""

JobId = Annotated[UUID, Depends(_job_id)]
AssetId = Annotated[UUID, Depends(_asset_id)]
