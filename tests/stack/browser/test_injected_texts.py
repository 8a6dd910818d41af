"""Texts of strangers that are pages of their own, in every place that shows them: they are shown, and nothing runs."""

from playwright.async_api import Page, expect

from tests.harness.stack import scenes_path
from tests.stack.browser.conftest import Studio
from tests.stack.browser.test_guest import link_of
from tests.stack.browser.windows import Windows

HOSTILE = """"'><img src=x onerror="window.ran=1"><script>window.ran=1</script><svg onload=window.ran=1>{{7*7}}"""
SCRIPT_URL = "javascript:window.ran=1"

_FOUND = """() => [
    window.ran,
    document.querySelectorAll("img[src=x], [onerror], [onload], svg[onload], main script, a[href^=javascript]").length,
]"""


async def check(page: Page) -> None:
    """Nothing of the texts is an element of the page."""
    assert await page.evaluate(_FOUND) == [None, 0]


async def test_texts_of_clients_and_guests_are_shown_as_texts(windows: Windows, page: Page, studio: Studio) -> None:
    job = await studio.stack.in_review(
        productName=HOSTILE, brandName=HOSTILE, callToAction=SCRIPT_URL, clientId=HOSTILE[:40]
    )
    texts = dict.fromkeys(("description", "script", "visual", "dialog"), HOSTILE)
    await studio.stack.put(f"{scenes_path(job)}/1", texts)
    note = {"text": f"{HOSTILE} {SCRIPT_URL}", "author": HOSTILE[:100], "sceneNumber": 1}
    await studio.stack.post(f"/api/v3/jobs/{job.id}/notes", note, status=201)

    guest = await windows.open(await link_of(studio, job, label=HOSTILE))
    await expect(guest.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    await expect(guest.get_by_text(SCRIPT_URL)).to_be_visible()
    await guest.get_by_role("textbox", name="Your name").fill(HOSTILE[:100])
    await guest.get_by_role("textbox", name="Note").fill(HOSTILE)
    await guest.get_by_role("button", name="Add note").click()
    await expect(guest.get_by_role("textbox", name="Your name")).to_have_value(HOSTILE[:100])
    await check(guest)

    await page.goto(f"/jobs/{job.id}")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("{{7*7}}")
    script = page.get_by_role("region", name="Scene 1", exact=True).get_by_role("textbox", name="Script", exact=True)
    await expect(script).to_have_value(HOSTILE)
    await expect(page.get_by_text(SCRIPT_URL).first).to_be_visible()
    await check(page)

    await page.goto("/")
    await expect(page.get_by_text("{{7*7}}").first).to_be_visible()
    await check(page)
