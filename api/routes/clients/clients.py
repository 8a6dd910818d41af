"""Clients: make, list, read, rename."""

from typing import Annotated

from fastapi import Path
from pydantic import StringConstraints

from api.dependencies import ContainerDep, MessageId, SenderOfRequest
from api.http.access.scopes import needs
from api.http.idempotency.route import ApiRoute
from api.http.json_request import strictly
from api.http.routing import ApiRouter
from api.jobs.resuming import resume_jobs
from api.openapi import responses
from api.schemas.api_key import ChangesOfClient, ClientView, NewClient, client_view
from api.schemas.common import Data
from domain.clients.access import Scope

router = ApiRouter(prefix="/api/v3/clients", tags=["clients"], route_class=ApiRoute)

ClientInPath = Annotated[
    Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")],
    Path(alias="client_id", description="The client's id, as briefs name it."),
]


@router.post("", status_code=201, summary="Make a client", responses=responses(503, status=201))
@needs(Scope.ADMIN)
async def make_client(wanted: Annotated[NewClient, strictly(NewClient)], container: ContainerDep) -> Data[ClientView]:
    """Whose jobs and keys are told apart from those of others. A key that names an unknown client makes it, too."""
    return Data(data=client_view(await container.clients.add(wanted.id, wanted.name or wanted.id)))


@router.get("", summary="List the clients", responses=responses())
@needs(Scope.ADMIN)
async def list_clients(container: ContainerDep) -> Data[tuple[ClientView, ...]]:
    """All of them, by id."""
    return Data(data=tuple(map(client_view, await container.clients.all())))


# A client's id may contain slashes.
@router.get("/{client_id:client}", summary="Read a client", responses=responses(404, 422))
@needs(Scope.ADMIN)
async def read_client(client_id: ClientInPath, container: ContainerDep) -> Data[ClientView]:
    """The client of that id."""
    return Data(data=client_view(await container.clients.get(client_id)))


@router.patch("/{client_id:client}", summary="Change a client", responses=responses(404, 503))
@needs(Scope.ADMIN)
async def change_client(
    client_id: ClientInPath,
    changes: ChangesOfClient,
    message_id: MessageId,
    container: ContainerDep,
    sender: SenderOfRequest,
) -> Data[ClientView]:
    """Give it another name, or limits of its own. Its id stays. With another limit of spend, its jobs of which scenes
    were not ordered for lack of budget try again."""
    client = await container.clients.change(client_id, changes.model_dump(exclude_unset=True))
    if "max_spend_per_month" in changes.model_fields_set:
        await resume_jobs(container, client_id, message_id, sender)
    return Data(data=client_view(client))
