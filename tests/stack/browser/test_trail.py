"""Who did what to a film, in the studio."""

from typing import Any
from uuid import UUID

from playwright.async_api import Locator, Page, expect

from tests.harness.stack import Stack
from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.conftest import Studio
from tests.stack.browser.test_guest import link_of
from tests.stack.browser.windows import Windows

BUTTON = "Who did what"


async def test_a_guests_approval_is_told_with_its_amount(
    windows: Windows, page: Page, phone: Page, studio: Studio
) -> None:
    job = await studio.stack.in_review(productName="Trail")
    guest = await windows.open(await link_of(studio, job, label="For the client"))
    await guest.get_by_label("Your name").fill("Anna")
    await guest.get_by_role("button", name="Approve").click()
    await expect(guest.get_by_role("button", name="Approve")).to_be_hidden()
    amount = (await _newest(studio.stack, job.id, "approve_storyboard"))["details"]["amount"]

    dialog = await _opened(page, f"/jobs/{job.id}")

    approved = f"Anna (by the review link “For the client”) approved revision 1 of the storyboard for ${amount:.2f}"
    await expect(dialog.get_by_text(approved)).to_be_visible()
    await expect(dialog.get_by_text("made the review link “For the client” (to approve).")).to_be_visible()
    await expect(dialog.get_by_text("made the film")).to_be_visible()
    await assert_accessible(page)
    await expect((await _opened(phone, f"/jobs/{job.id}")).get_by_text(approved)).to_be_visible()
    await assert_accessible(phone)
    await assert_no_sideways_scroll(phone)


async def test_what_was_refused_is_told_with_why_and_earlier_entries_are_behind_a_button(
    page: Page, studio: Studio
) -> None:
    job = await studio.stack.in_review()
    for _ in range(21):
        await studio.stack.post(f"/api/v3/jobs/{job.id}/actions", {"action": "retry_failed_scenes"}, status=409)
    why = (await _newest(studio.stack, job.id, "retry_failed_scenes"))["refusal"]["message"]

    dialog = await _opened(page, f"/jobs/{job.id}")

    refusals = dialog.get_by_text("Somebody without a key wanted to retry what failed.")
    await expect(refusals).to_have_count(20)
    await expect(dialog.get_by_text(f"Refused: {why}")).to_have_count(20)
    await dialog.get_by_role("button", name="Show earlier").click()
    await expect(refusals).to_have_count(21)
    await expect(dialog.get_by_text("Somebody without a key made the film")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Show earlier")).to_be_hidden()


async def test_the_trail_is_told_in_german(windows: Windows, studio: Studio) -> None:
    job = await studio.stack.in_review()
    await studio.stack.act(job, "cancel")
    page = await windows.open(f"/jobs/{job.id}", locale="de-DE")

    await page.get_by_role("button", name="Wer was getan hat").click()

    await expect(page.get_by_text("Jemand ohne Schlüssel hat den Film abgebrochen.")).to_be_visible()


async def _newest(stack: Stack, job: UUID, action: str) -> dict[str, Any]:
    """The newest entry of the action, as the API tells it."""
    entries: list[dict[str, Any]] = (await stack.get(f"/api/v3/jobs/{job}/audit"))["data"]
    return next(entry for entry in entries if entry["action"] == action)


async def _opened(page: Page, path: str) -> Locator:
    await page.goto(path)
    await page.get_by_role("button", name=BUTTON).click()
    return page.get_by_role("dialog", name=BUTTON)
