"""A new vendor: all that its adapter needs, in one file. It films at the server of `tests.harness.video_vendor`."""

from datetime import datetime
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import Field, SecretStr

from domain.errors import AccountProblem, GreenlightError, InputRejected, NotAccepted, OutcomeUnknown, Transient
from domain.ports.download import Download
from domain.ports.order_lookup import CannotSay, Found, NotThere
from domain.ports.video import Shot
from domain.task_queues import vendor_queue
from providers.common.polling_video import Pending, PollingVideoModel, Ready, next_longer
from providers.common.settings import VendorAccount

_SECONDS = (5.0, 10.0)


class ZetaAccount(VendorAccount):
    vendor = "Zeta"
    variable = "ZETA_API_KEY"

    key: SecretStr | None = Field(None, validation_alias="ZETA_API_KEY")
    base_url: str = Field("https://zeta.example.com", validation_alias="ZETA_BASE_URL")


class ZetaVideo(PollingVideoModel):
    name = "zeta"
    model = "zeta-1"
    models = (model,)
    queue = vendor_queue(name)

    def __init__(self, account: ZetaAccount, download: Download) -> None:
        super().__init__(download)
        self._account = account

    @classmethod
    def from_env(cls, download: Download) -> Self:
        """Errors: AccountProblem when there is no key."""
        return cls(ZetaAccount.checked(), download)

    def slot(self, model: str, seconds: float) -> float:
        return next_longer(_SECONDS, seconds, "Zeta", model)

    async def order(self, shot: Shot) -> str:
        try:
            async with (
                self._http() as http,
                http.post("/orders", json={"key": shot.key, "frames": shot.frames}) as answer,
            ):
                if answer.status >= 400:
                    raise _refusal(answer.status, await answer.text())
                return str((await answer.json())["id"])
        except (ClientError, TimeoutError) as error:
            raise OutcomeUnknown(f"Zeta: {error!r}") from error

    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere | CannotSay:  # noqa: ARG002
        found = (await self._get(f"/find/{shot.key}"))["id"]
        return Found(order_id=found) if found else NotThere()

    async def look(self, order_id: str) -> Pending | Ready:
        state = await self._get(f"/orders/{order_id}")
        if state["status"] == "failed":
            raise InputRejected(f"Zeta: {state['reason']}")
        if state["status"] == "running":
            return Pending()
        return Ready(url=f"{self._account.base_url}/orders/{order_id}/clip")

    async def cancel(self, order_id: str) -> None:
        try:
            async with self._http() as http, http.delete(f"/orders/{order_id}"):
                return
        except (ClientError, TimeoutError) as error:
            raise Transient(f"Zeta: {error!r}") from error

    async def _get(self, path: str) -> dict[str, Any]:
        try:
            async with self._http() as http, http.get(path) as answer:
                answer.raise_for_status()
                found: dict[str, Any] = await answer.json()
                return found
        except (ClientError, TimeoutError) as error:
            raise Transient(f"Zeta: {error!r}") from error

    def _http(self) -> ClientSession:
        headers = {"Authorization": f"Bearer {self._account.api_key}"}
        return ClientSession(self._account.base_url, headers=headers, timeout=ClientTimeout(total=self.order_deadline))


def _refusal(status: int, words: str) -> GreenlightError:
    if status in (429, 503):
        return NotAccepted(f"Zeta answered {status}")
    if status in (401, 402, 403):
        return AccountProblem(f"Zeta answered {status}: check ZETA_API_KEY")
    return OutcomeUnknown(f"Zeta answered {status}") if status >= 500 else InputRejected(f"Zeta: {words}")
