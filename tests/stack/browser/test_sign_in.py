"""The studio of an API with keys: signing in, deciding by the session, signing out."""

import httpx
from playwright.async_api import expect

from domain.job.approval import SenderKind
from domain.job.model import JobStatus
from tests.harness.api_client import TIMEOUT_SECONDS, json_of
from tests.harness.stack import Stack
from tests.stack.browser.accessibility import assert_accessible
from tests.stack.browser.windows import Windows


async def test_a_key_opens_the_studio_until_one_signs_out(guarded: Windows, stack: Stack) -> None:
    job = await stack.in_review(productName="Behind a key", clientId="signed-in")
    page = await guarded.open(f"/jobs/{job.id}")

    key, button = page.get_by_label("API key"), page.get_by_role("button", name="Sign in")
    await key.fill("another key")
    await button.click()
    await expect(page.get_by_role("alert")).to_contain_text("none of the API's keys")
    await assert_accessible(page)
    await key.fill("a key")
    await button.click()
    await expect(page.get_by_role("heading", name="Behind a key", level=1)).to_be_visible()
    (cookie,) = await page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")

    await page.get_by_role("button", name="Approve").click()
    filmed = await stack.pipeline.reach(job.id, JobStatus.COMPLETED)
    approval = filmed.storyboards[-1].approval
    assert approval
    assert approval.by is SenderKind.KEY
    assert approval.name.startswith("key ")

    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_label("API key")).to_be_visible()
    assert await page.context.cookies() == []


async def test_with_the_key_of_a_client_a_new_film_is_that_clients(guarded: Windows) -> None:
    wanted = {"name": "Ann", "clientId": "acme", "scopes": ["films:read", "films:write"]}
    async with httpx.AsyncClient(base_url=guarded.address, trust_env=False, timeout=TIMEOUT_SECONDS) as http:
        made = await http.post("/api/v3/keys", json=wanted, headers={"Authorization": "Bearer a key"})
    page = await guarded.open("/")
    await page.get_by_label("API key").fill(json_of(made, 201)["data"]["key"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Sign out")).to_be_visible()  # the page was loaded anew
    await page.get_by_role("link", name="New film", exact=True).click()

    await expect(page.get_by_label("Client", exact=True)).to_have_value("acme")


async def test_whose_session_ends_signs_in_again_and_loses_nothing_that_is_typed(
    guarded: Windows, stack: Stack
) -> None:
    guarded.expect("PUT", 401)
    job = await stack.in_review()
    page = await guarded.open(f"/jobs/{job.id}")
    await page.get_by_label("API key").fill("a key")
    await page.keyboard.press("Enter")
    feedback = page.get_by_role("textbox", name="Feedback", exact=True)
    await feedback.fill("Half a thought")
    await page.context.clear_cookies()

    scene = page.get_by_role("region", name="Scene 1", exact=True)
    await scene.get_by_role("textbox", name="Script", exact=True).fill("Good morning.")
    dialog = page.get_by_role("dialog", name="Sign in")
    await dialog.get_by_label("API key").fill("a key")
    await assert_accessible(page)
    await page.keyboard.press("Enter")

    await expect(dialog).to_be_hidden()
    await expect(scene.get_by_text("Saved", exact=True)).to_be_visible()
    await expect(feedback).to_have_value("Half a thought")
    assert (await stack.jobs.load(job.id)).active_scenes[0].text.script == "Good morning."
