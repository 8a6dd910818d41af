"""Webhook endpoints in the studio: made, tested with a receiver, and deleted."""

from playwright.async_api import Page, expect

from tests.harness.servers.webhook_receiver import Receiver, receiving
from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.windows import Windows


async def test_an_endpoint_is_made_and_a_test_arrives_signed_with_the_secret_that_was_shown(phone: Page) -> None:
    async with receiving(Receiver()) as receiver:
        address = f"{receiver.url}/hook"
        await phone.goto("/")
        await phone.get_by_role("link", name="Webhooks").click()
        await phone.get_by_label("Address").fill(address)
        await phone.get_by_label("Client").fill("studio-webhooks")
        await phone.get_by_label("film finished").check()
        await phone.get_by_role("button", name="Make the endpoint").click()
        secret = await phone.get_by_label("Secret", exact=True).input_value()
        receiver.secrets.append(secret)
        facts = "Program (webhook) · Client studio-webhooks · film finished · enabled"
        await expect(phone.get_by_text(facts)).to_be_visible()
        await assert_accessible(phone)
        await assert_no_sideways_scroll(phone)

        await phone.reload()
        await expect(phone.get_by_text(facts)).to_be_visible()
        assert secret not in await phone.content()
        await phone.get_by_role("button", name=f"Send a test: {address}").click()
        await receiver.until(lambda: receiver.accepted)
        await expect(phone.get_by_text("test · delivered · 1 attempt")).to_be_visible()
        assert ([each.type for each in receiver.received], receiver.unverified) == (["webhook.test"], [])

        await phone.get_by_role("button", name=f"Delete: {address}").click()
        await phone.get_by_role("button", name="Delete it").click()
        await expect(phone.get_by_text(address, exact=True)).to_be_hidden()


async def test_a_channel_of_slack_is_added_in_german_and_has_no_secret(windows: Windows) -> None:
    async with receiving(Receiver()) as receiver:
        address = f"{receiver.url}/slack"
        page = await windows.open("/settings/webhooks", locale="de-DE")
        await page.get_by_label("Art").select_option("slack")
        await page.get_by_label("Adresse").fill(address)
        await page.get_by_label("Kunde").fill("studio-slack")
        await page.get_by_label("Mit dem Link ist erlaubt").select_option("comment")
        await page.get_by_role("button", name="Empfänger einrichten").click()
        facts = "Kanal in Slack · Kunde studio-slack · Storyboards zur Durchsicht · eingeschaltet"
        await expect(page.get_by_text(facts)).to_be_visible()
        await expect(page.get_by_label("Geheimnis")).to_be_hidden()

        await page.get_by_role("button", name=f"Löschen: {address}").click()
        await page.get_by_role("button", name="Löschen", exact=True).click()
        await expect(page.get_by_text(address, exact=True)).to_be_hidden()
