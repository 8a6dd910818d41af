"""What a client uses of what it may."""

from api.dependencies import CallerDep, ContainerDep
from api.http.access.scopes import needs
from api.http.idempotency.route import ApiRoute
from api.http.routing import ApiRouter
from api.openapi import responses
from api.routes.clients.clients import ClientInPath
from api.schemas.client_usage import UsageView, usage_view
from api.schemas.common import Data
from domain.clients.access import Scope
from domain.errors import NotFound

router = ApiRouter(prefix="/api/v3/clients", tags=["clients"], route_class=ApiRoute)


@router.get("/{client_id:path}/usage", summary="Read what a client uses", responses=responses(404, 422))
@needs(Scope.READ_FILMS)
async def read_usage(client_id: ClientInPath, container: ContainerDep, caller: CallerDep) -> Data[UsageView]:
    """What it has spent this month, its jobs in flight and its stored bytes, with the limits that hold. It is all zeros
    for a client that was not made."""
    if not caller.sees(client_id):
        raise NotFound(f"no client {client_id}")
    return Data(data=usage_view(client_id, await container.client_usage.of(client_id)))
