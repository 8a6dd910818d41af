"""The providers of clips: what their models can do, and what that costs."""

from api.dependencies import ContainerDep
from api.http.access.scopes import needs
from api.http.idempotency.route import ApiRoute
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import Data
from api.schemas.provider import ProvidersView, provider_view
from domain.clients.access import Scope
from providers.common.video_models import all_video_models
from providers.registry import VIDEO

router = ApiRouter(prefix="/api/v3/providers", tags=["providers"], route_class=ApiRoute)


@router.get("", summary="List the providers of clips and what their models can do", responses=responses())
@needs(Scope.READ_FILMS)
async def list_providers(container: ContainerDep) -> Data[ProvidersView]:
    """Lengths, sizes, frames, references, sound, seeds, drafts and prices of each model. What a model cannot do is
    refused by name, or done another way with a warning."""
    prices, known = container.catalog.prices, all_video_models()
    providers = [
        provider_view(
            name,
            known[name].values(),
            prices,
            is_default=name == container.settings.video_provider,
            is_configured=not VIDEO.key_variables(name) or name in container.watched_vendors,
        )
        for name in VIDEO
        if name in known
    ]
    return Data(data=ProvidersView(currency="USD", prices_as_of=prices.as_of, providers=tuple(providers)))
