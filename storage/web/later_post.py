"""POST requests whose HTTP client is imported by the first of them, as that of `later_download`."""

from collections.abc import Sequence
from functools import cached_property

from domain import timeouts
from domain.deferred import Deferred
from domain.ports.messenger import HttpAnswer, HttpPost
from storage.web.address_check import Network

checked_post = Deferred[[Sequence[Network], float], HttpPost]("storage.web.http_post:CheckedPost")


class LaterPost(HttpPost):
    """A `storage.web.http_post.CheckedPost` that is made when it is first used."""

    def __init__(self, allowed_networks: Sequence[Network], timeout_seconds: float = timeouts.SEND_WEBHOOK) -> None:
        self._given = allowed_networks, timeout_seconds

    @cached_property
    def _post(self) -> HttpPost:
        return checked_post(*self._given)

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> HttpAnswer:
        return await self._post.post(url, headers, body)
