"""The steps of a job in the comparisons: requests to the vendor, or nothing."""

from typing import Any

import aiohttp

SCENES = 5
_PATH = "/v1/models/bytedance/seedance-2.0-fast/predictions"


class VendorSteps:
    """Requests to Replicate's API over kept connections. Arguments and results are ids, as in Greenlight."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}"}
        self._opened: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.close()

    async def order(self, scene: str) -> str:
        """Order a clip of the scene, and return the order's id."""
        given = {"input": {"prompt": scene, "duration": 4}}
        async with self._http.post(self._url + _PATH, json=given) as answer:
            answer.raise_for_status()
            order: str = (await answer.json())["id"]
        return order

    async def collect(self, order: str) -> int:
        """Look at the order, which is done, fetch its clip, and return the number of bytes."""
        async with self._http.get(f"{self._url}/v1/predictions/{order}") as answer:
            answer.raise_for_status()
            prediction: dict[str, Any] = await answer.json()
        async with self._http.get(prediction["output"]) as answer:
            answer.raise_for_status()
            return len(await answer.read())

    async def nothing(self, _: str) -> str:
        """Stand for a step that writes a row."""
        return "done"

    @property
    def _http(self) -> aiohttp.ClientSession:
        """The session, which must be made where the event loop runs."""
        if self._opened is None:
            self._opened = aiohttp.ClientSession(headers=self._headers)
        return self._opened
