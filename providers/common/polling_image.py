"""What vendors have in common whose pictures are ordered, looked at until they are drawn, and fetched."""

from abc import abstractmethod
from pathlib import Path

from domain.ports.download import Download
from domain.ports.image import ImageModel, ImageOrder
from providers.common.polling_video import FIRST_LOOK, PATIENCE, Pending, Ready, Wait, fetch_made, until_made


class PollingImageModel(ImageModel):
    """A vendor whose orders are looked at until they are done."""

    order_deadline = 60.0
    first_look = FIRST_LOOK
    look_every = 3.0
    patience = PATIENCE

    def __init__(self, download: Download) -> None:
        self._download = download

    @abstractmethod
    async def look(self, order_id: str) -> Pending | Ready:
        """How the order stands. Errors: Transient, and Permanent when the vendor will not make it."""

    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:  # noqa: ARG002
        wait = Wait(first=self.first_look, every=self.look_every, patience=self.patience)
        made = await until_made(lambda: self.look(order_id), wait, self.name)
        await fetch_made(self._download, made, into, self.name, "picture")
