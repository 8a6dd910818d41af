"""Take the pictures of the studio that the documents show: `python -m tests.stack.browser.take_pictures URL`.

The stack at the URL needs a job in review and a finished one. The pictures go to docs/pictures.
"""

import asyncio
import io
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.async_api import Page, async_playwright, expect

from tests.harness.servers.browser import launch
from tests.stack.browser.windows import DARK, PHONE, Windows

_FOLDER = Path(__file__).parents[3] / "docs" / "pictures"
_QUALITY = 82


async def take_pictures(url: str) -> None:
    async with httpx.AsyncClient(base_url=f"{url}/api/v3") as api, async_playwright() as playwright:
        review, finished = [
            (await api.get("/jobs", params={"status": status})).json()["data"][0]["id"]
            for status in ("storyboard_review", "completed")
        ]
        link = await api.post(f"/jobs/{review}/review-links", json={"permission": "approve", "showCost": True})
        browser = await launch(playwright)
        windows = Windows(browser, url)
        pictures: Mapping[str, tuple[str, Mapping[str, Any]]] = {
            "films": ("/", {}),
            "storyboard": (f"/jobs/{review}", {}),
            "film": (f"/jobs/{finished}/film", {**DARK, "viewport": {"width": 1280, "height": 1050}}),
            "phone": (link.json()["data"]["url"], PHONE),
        }
        for name, (path, options) in pictures.items():
            page = await windows.open(path, bypass_csp=True, **options)
            _save(name, await _picture(page))
        await windows.close()
        await browser.close()


async def _picture(page: Page) -> bytes:
    """Return the window as PNG, once its pictures are there and its film shows something."""
    await page.wait_for_function(
        "[...document.images].filter((each) => each.offsetParent && each.getBoundingClientRect().top < innerHeight)"
        ".every((each) => each.complete && each.naturalWidth > 0) && document.images.length > 1"
    )
    if "/jobs/" in page.url and not page.url.endswith("/film"):
        await expect(page.get_by_role("button", name=re.compile("^Approve ·"))).to_be_enabled()
        await page.wait_for_function("document.querySelector('section img')?.naturalWidth > 0")
    if page.url.endswith("/film"):
        await page.locator("video").first.evaluate(
            "(film) => new Promise((shown) => { film.addEventListener('seeked', shown); film.currentTime = 8 })"
        )
    return await page.screenshot()


def _save(name: str, png: bytes) -> None:
    _FOLDER.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(png)) as picture:
        picture.save(_FOLDER / f"{name}.webp", quality=_QUALITY)


if __name__ == "__main__":
    asyncio.run(take_pictures(sys.argv[1].rstrip("/")))
