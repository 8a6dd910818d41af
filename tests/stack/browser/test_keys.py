"""API keys in the studio: made, shown once, used by somebody else, and revoked."""

from playwright.async_api import Page, expect

from tests.harness.stack import Stack
from tests.stack.browser.accessibility import assert_accessible
from tests.stack.browser.windows import PHONE, Windows


async def test_an_administrator_makes_a_reviewers_key_and_revokes_it(guarded: Windows, stack: Stack) -> None:
    guarded.expect("POST", 403)
    guarded.expect("GET", 404)
    own = await stack.in_review(productName="Seen by its client", clientId="keys-own")
    other = await stack.in_review(productName="Seen by others", clientId="keys-other")
    administrator = await guarded.open("/settings/keys")
    await _sign_in(administrator, "a key")

    await administrator.get_by_label("For whom or what").fill("Anna")
    await administrator.get_by_role("textbox", name="Client").fill("keys-own")
    await administrator.get_by_role("button", name="Make the key").click()
    await expect(administrator.get_by_text("This is the key of Anna.")).to_be_visible()
    key = await administrator.get_by_label("Key", exact=True).input_value()
    await assert_accessible(administrator)
    await administrator.reload()
    await expect(administrator.get_by_text("Anna", exact=True)).to_be_visible()
    assert key not in await administrator.content()

    reviewer = await guarded.open("/", **PHONE)
    await _sign_in(reviewer, key)
    await expect(reviewer.get_by_role("link", name="Seen by its client")).to_be_visible()
    await expect(reviewer.get_by_role("link", name="Seen by others")).to_be_hidden()
    for link in ("API keys", "Webhooks"):
        await expect(reviewer.get_by_role("link", name=link)).to_be_hidden()
    await reviewer.goto("/settings/webhooks")
    await expect(reviewer.get_by_text("Your key does not permit to see or make webhooks.")).to_be_visible()
    await reviewer.goto(f"/jobs/{other.id}")
    await expect(reviewer.get_by_role("heading", name="There is no such film")).to_be_visible()
    await reviewer.goto(f"/jobs/{own.id}")
    await reviewer.get_by_role("button", name="Approve").click()
    await expect(reviewer.get_by_text("films:approve").first).to_be_visible()

    await administrator.get_by_role("button", name="Revoke: Anna").click()
    await administrator.get_by_role("button", name="Revoke it").click()
    await expect(administrator.get_by_text("Client keys-own · revoked")).to_be_visible()
    await reviewer.reload()
    await expect(reviewer.get_by_label("API key")).to_be_visible()


async def _sign_in(page: Page, key: str) -> None:
    await page.get_by_label("API key").fill(key)
    await page.keyboard.press("Enter")
