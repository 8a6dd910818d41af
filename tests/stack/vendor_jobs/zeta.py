"""A new vendor: all that its adapter needs, in one file. It films at `tests.harness.servers.video_vendor`."""

from datetime import date
from typing import Any

from aiohttp import ClientError, ClientResponseError, ClientSession, ClientTimeout
from pydantic import Field, SecretStr

from domain.errors import InputRejected
from domain.ports.video_and_image import Output, Pending, Shot
from domain.vendors.video_capabilities import VideoCapabilities
from providers.common.settings import VendorAccount, key_in
from providers.common.vendor_api import ErrorReply, OrderApi
from providers.common.vendor_models import PollingVideoModel


class ZetaAccount(VendorAccount):
    vendor = "Zeta"
    fix = "Check ZETA_API_KEY."

    key: SecretStr | None = key_in("ZETA_API_KEY")
    base_url: str = Field("https://zeta.example.com", validation_alias="ZETA_BASE_URL")


class ZetaApi(OrderApi):
    account_type = ZetaAccount
    raises = (ClientError, TimeoutError)

    async def order(self, key: str, frames: int) -> str:
        with self.ordering():
            return str((await self._send("post", "/orders", {"key": key, "frames": frames}))["id"])

    async def look(self, order_id: str) -> Pending | Output:
        with self.looking():
            state = await self._send("get", f"/orders/{order_id}")
        if state["status"] == "failed":
            raise InputRejected(f"Zeta: {state['reason']}")
        if state["status"] == "running":
            return Pending()
        return Output(url=f"{self.account.base_url}/orders/{order_id}/clip")

    async def cancel(self, order_id: str) -> None:
        with self.cancelling():
            await self._send("delete", f"/orders/{order_id}")

    def reply_of(self, error: Exception) -> ErrorReply | None:
        return ErrorReply(status=error.status, words=error.message) if isinstance(error, ClientResponseError) else None

    async def _send(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.account.api_key}"}
        timeout = ClientTimeout(total=self.timeout)
        async with (
            ClientSession(self.account.base_url, headers=headers, timeout=timeout, raise_for_status=True) as http,
            http.request(method, path, json=body) as answer,
        ):
            found: dict[str, Any] = await answer.json()
            return found


class ZetaVideo(PollingVideoModel[ZetaApi]):
    name = "zeta"
    api_type = ZetaApi
    model = "zeta-1"
    models = (model,)
    capabilities = {
        model: VideoCapabilities(provider=name, model=model, seconds=(5, 10), as_of=date(2026, 12, 1), source="zeta.py")
    }

    async def order(self, shot: Shot) -> str:
        return await self.api.order(shot.key, shot.frames)
