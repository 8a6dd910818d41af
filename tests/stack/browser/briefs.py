"""Briefs that tests type into the form of a new film."""

from pathlib import Path
from typing import Final

from playwright.async_api import Page

PICTURE: Final = Path(__file__).parents[3] / "samples" / "ember-hero.jpg"

DROP_A_PICTURE: Final = """(field) => {
    const dropped = new DataTransfer();
    const canvas = new OffscreenCanvas(320, 200);
    canvas.getContext("2d").fillRect(0, 0, 160, 200);
    return canvas.convertToBlob({ type: "image/png" }).then((picture) => {
        dropped.items.add(new File([picture], "teapot.png", { type: "image/png" }));
        field.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
    });
}"""
"""A script that drops a picture onto an element."""


async def fill_brief(page: Page, name: str, client: str, seconds: int = 6) -> None:
    """Fill in what a brief of a film needs, on the page of a new film."""
    await page.get_by_label("Product name", exact=True).fill(name)
    await page.get_by_label("Product description", exact=True).fill("Holds two cups, and pours without a drop.")
    await page.get_by_label("Call to action", exact=True).fill("Pour one")
    await page.get_by_label("Client", exact=True).fill(client)
    await page.get_by_label("Length in seconds", exact=True).fill(str(seconds))
    await page.get_by_label("Format", exact=True).select_option("16:9")
