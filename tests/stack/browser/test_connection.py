"""A page whose connection to the API is lost: it says so, keeps what was typed, and shows the truth afterwards."""

from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.harness.servers.tcp_proxy import proxy_to
from tests.stack.browser.conftest import Studio
from tests.stack.browser.windows import Windows


async def test_a_page_says_that_the_api_is_gone_and_shows_what_happened_meanwhile_once_it_is_back(
    windows: Windows, studio: Studio
) -> None:
    windows.may_disconnect = True
    job = await studio.stack.completed()
    async with proxy_to(urlsplit(studio.address).port or 0) as proxy:
        page = await windows.open(f"http://127.0.0.1:{proxy.port}/jobs/{job.id}/film")
        note = page.get_by_role("textbox", name="Note", exact=True)
        await note.fill("Warmer")
        proxy.cut()
        await expect(page.get_by_text("Connection lost.", exact=False)).to_be_visible()
        await page.get_by_role("button", name="Add note", exact=True).click()
        await expect(page.get_by_role("alert").filter(has_text="The server does not answer.")).to_be_visible()
        await studio.stack.post(f"/api/v3/jobs/{job.id}/notes", {"text": "Meanwhile"}, status=201)

        proxy.release()
        await expect(page.get_by_role("article").filter(has_text="Meanwhile")).to_be_visible()
        await expect(page.get_by_text("Connected again.", exact=False)).to_be_visible()
        await expect(note).to_have_value("Warmer")
        await expect(page.get_by_label("Film", exact=True)).to_have_js_property("error", None)
        await page.get_by_role("region", name="Notes").get_by_role("button", name="Try again", exact=True).click()
        await expect(page.get_by_role("article").filter(has_text="Warmer")).to_have_count(1)
