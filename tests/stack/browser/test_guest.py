"""Guests of a review link, on a phone without scripts."""

from typing import Any

import httpx
from playwright.async_api import expect

from domain.job.approval import SenderKind
from domain.job.model import Job, JobStatus
from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.conftest import Studio
from tests.stack.browser.windows import DARK, PHONE, Windows


async def link_of(studio: Studio, job: Job, permission: str = "approve", **fields: Any) -> str:
    """The path of a new review link of the job."""
    path = f"/api/v3/jobs/{job.id}/review-links"
    made = await studio.stack.post(path, {"permission": permission, **fields}, status=201)
    return httpx.URL(made["data"]["url"]).path


async def test_a_guest_comments_approves_and_watches_the_film_without_scripts(windows: Windows, studio: Studio) -> None:
    job = await studio.stack.in_review(productName="Teapot for the client")
    path = await link_of(studio, job, label="Client", showCost=True, allowDownload=True)
    phone = await windows.open(path, **PHONE, java_script_enabled=False)
    await expect(phone.get_by_role("heading", name="Teapot for the client", level=1)).to_be_visible()

    await phone.get_by_role("textbox", name="Your name").fill("Ada")
    await phone.get_by_role("textbox", name="Note").fill("Lovely light")
    await phone.get_by_role("button", name="Add note").click()
    await expect(phone.get_by_text("Lovely light")).to_be_visible()

    await expect(phone.get_by_role("textbox", name="Your name")).to_have_value("Ada")
    await phone.get_by_role("button", name="Approve · $0.25").click()
    await expect(phone.get_by_text("Approved by Ada")).to_be_visible()
    await expect(phone.get_by_role("button", name="Approve")).to_have_count(0)

    done = await studio.stack.pipeline.reach(job.id, JobStatus.COMPLETED)
    approval = done.storyboards[0].approval
    assert approval
    assert (approval.by, approval.name, approval.label) == (SenderKind.LINK, "Ada", "Client")
    await phone.reload()
    await expect(phone.get_by_label("Film", exact=True)).to_have_js_property("tagName", "VIDEO")
    async with phone.expect_download() as download:
        await phone.get_by_role("link", name="Download film").click()
    assert (await download.value).suggested_filename == "Teapot for the client.mp4"


async def test_a_guest_sends_the_storyboard_back_with_a_reason(windows: Windows, studio: Studio) -> None:
    job = await studio.stack.in_review(productName="Teapot sent back")
    phone = await windows.open(await link_of(studio, job), **PHONE, java_script_enabled=False)

    windows.expect("POST", 422)
    await phone.get_by_role("button", name="Send back").click()
    await expect(phone.get_by_role("alert")).to_have_text(
        "Write what should be different, so that it can be written again."
    )
    await phone.get_by_role("textbox", name="Reason").fill("Warmer light")
    await phone.get_by_role("button", name="Send back").click()

    written = await studio.stack.until(job, lambda now: now.revision == 2)
    assert written.storyboards[0].feedback == "Warmer light"


async def test_guests_pages_are_accessible_on_a_phone_in_the_dark_and_on_a_desk(
    windows: Windows, studio: Studio
) -> None:
    job = await studio.stack.in_review(productName="Teapot with a very long name that has to be broken somewhere")
    pages = [
        await link_of(studio, job, showCost=True),
        await link_of(studio, job, password="tea"),
        f"/r/{'x' * 43}",
    ]
    windows.expect("GET", 404)

    for options in ({**PHONE, **DARK}, {}):
        window = await windows.open(None, **options)
        for path in pages:
            await window.goto(path)
            await assert_accessible(window)
            await assert_no_sideways_scroll(window)
