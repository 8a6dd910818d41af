"""A vendor tells that an order has ended: its open orders are looked at without waiting for the next look."""

from contextlib import suppress

from fastapi import Request, Response

from api.dependencies import ContainerDep
from api.http.access.attempts import Attempts
from api.http.access.scopes import needs
from api.http.routing import ApiRouter
from domain.errors import TooManyRequests, Transient
from domain.vendors.vendor_news import VENDOR_NEWS
from providers import registry

router = ApiRouter(include_in_schema=False)


@router.post(VENDOR_NEWS + "{vendor}", status_code=204)
@needs()
async def note_vendor_news(vendor: str, container: ContainerDep, request: Request) -> Response:
    """Wake who looks at the vendor's orders, twice a second at most. Answer 204 to everybody, whatever they sent.

    It needs no key: anybody may send this, nothing of it is read, and it changes nothing.
    """
    if vendor in registry.paid_vendors():
        recent: Attempts = request.app.state.vendor_news
        with suppress(TooManyRequests, Transient):  # the next look comes without news as well
            recent.check(vendor)
            recent.add(vendor)
            await container.open_orders.announce(vendor)
    return Response(status_code=204)
