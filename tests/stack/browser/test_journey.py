"""From a brief to a film, by two people at their desks and a guest on a phone."""

import re
from uuid import UUID

from playwright.async_api import Locator, Page, expect

from tests.harness.stack import refused_with
from tests.stack.browser.accessibility import assert_accessible
from tests.stack.browser.briefs import DROP_A_PICTURE, fill_brief
from tests.stack.browser.conftest import Studio


async def test_two_people_and_a_guest_make_a_film(studio: Studio, page: Page, second_page: Page, phone: Page) -> None:
    director, reviewer, vendor = page, second_page, studio.stack.vendor

    await director.goto("/new")
    await fill_brief(director, "Teapot", "journey")
    await director.get_by_label("Assets", exact=True).evaluate(DROP_A_PICTURE)
    await expect(director.get_by_label("Used as")).to_be_visible()
    await _press(director, "Write storyboard")
    await expect(_field(_scene(director, 1), "Script")).to_be_visible()
    await reviewer.goto(director.url)

    await _edit_a_scene(director, reviewer)
    await _rewrite_a_scene(reviewer, director)
    await _send_back(director)
    await assert_accessible(director)

    link = await _share(director)
    vendor.slow.clear()
    vendor.faults["refuse"] = [refused_with("no teapots today")]
    await _approve_as_guest(phone, link)

    await expect(director.get_by_role("progressbar", name="Scene 1", exact=True)).to_be_visible()
    await expect(director.get_by_text("no teapots today")).to_be_visible()
    await assert_accessible(director)
    filmed_at_once = 3 if await _is_refused(_scene(director, 2)) else 2
    vendor.slow.set()
    await _press(director, "Retry")
    await expect(_film(director)).to_be_visible()
    await assert_accessible(director)

    await _film_again_and_go_back(director, _scene(director, filmed_at_once))
    await _note_as_feedback(director, reviewer)
    await _reorder(director, reviewer)
    await _play_to_the_end(reviewer)
    job = await studio.stack.jobs.load(UUID(director.url.split("/")[4]))
    assert studio.stack.orders(job) == 5, "three scenes, one filmed again by words and one by a note"


async def _edit_a_scene(editor: Page, other: Page) -> None:
    script = _field(_scene(editor, 1), "Script")
    await script.fill("Tea, at last.")
    await script.blur()
    await expect(_field(_scene(other, 1), "Script")).to_have_value("Tea, at last.")


async def _rewrite_a_scene(editor: Page, other: Page) -> None:
    scene, seen = _scene(editor, 2), _field(_scene(other, 2), "Description")
    before = await seen.input_value()
    await _press(scene, "Rewrite scene")
    await _field(scene, "Feedback").fill("Show the steam.")
    await _press(scene, "Rewrite scene")
    await expect(seen).not_to_have_value(before)
    await expect(_field(_scene(other, 1), "Script")).to_have_value("Tea, at last.")


async def _send_back(page: Page) -> None:
    await _field(page, "Feedback").fill("Begin with the garden.")
    await _press(page, "Send back")
    await expect(_field(_scene(page, 1), "Script")).not_to_have_value("Tea, at last.")


async def _share(page: Page) -> str:
    await _press(page, "Share for review")
    await page.get_by_label("For whom").fill("Anna at Acme")
    await _press(page, "Make the link")
    link = await _field(page, "Link").input_value()
    await _press(page, "Close")
    return link


async def _approve_as_guest(phone: Page, link: str) -> None:
    await phone.goto(link)
    await assert_accessible(phone)
    await phone.get_by_label("Your name").fill("Anna")
    await phone.get_by_role("button", name=re.compile("^Approve")).click()
    await expect(phone.get_by_role("button", name=re.compile("^Approve"))).to_be_hidden()


async def _is_refused(scene: Locator) -> bool:
    return await scene.get_by_text("no teapots today").is_visible()


async def _film_again_and_go_back(page: Page, scene: Locator) -> None:
    """Film a scene again that has one take, and use that one again."""
    await _press(scene, "Film again")
    await _field(scene, "Feedback").fill("Closer to the spout.")
    await _press(scene, "Film again")
    await _press(scene, "Takes")
    first, second = (page.get_by_role("region", name=f"Take {number}", exact=True) for number in (1, 2))
    await expect(second.get_by_text("In the film")).to_be_visible()
    await page.keyboard.press("1")
    await expect(first.get_by_role("button", name="Hear 1")).to_have_attribute("aria-pressed", "true")
    await _press(first, "Use this take")
    await expect(first.get_by_text("In the film")).to_be_visible()
    await _press(page, "Close")


async def _note_as_feedback(author: Page, other: Page) -> None:
    """A note at the fourth frame, which the next take answers."""
    for _ in range(3):
        await author.keyboard.press(".")
    await _field(author, "Note").fill("The lid is off.")
    await author.get_by_label("Your name").fill("Ben")
    await _press(author, "Add note")
    note = other.get_by_role("article").filter(has_text="The lid is off.")
    await expect(note.get_by_role("button", name="00:00:00:03")).to_be_visible()
    await _press(note, "Use as feedback")
    await _press(_scene(other, 1), "Film again")
    await expect(author.get_by_role("article").filter(has_text="Answered by take")).to_be_visible()


async def _reorder(page: Page, other: Page) -> None:
    await _press(_scene(page, 1), "Move later")
    await expect(_scene(other, 2).get_by_role("heading")).to_contain_text("Hook")
    await expect(other.get_by_text("Finished", exact=True)).to_be_visible()


async def _play_to_the_end(page: Page) -> None:
    await page.keyboard.press("k")
    await expect(_film(page)).to_have_js_property("ended", True)


def _film(page: Page) -> Locator:
    return page.locator("video[aria-label='Film']")


def _scene(page: Page, number: int) -> Locator:
    return page.get_by_role("region", name=f"Scene {number}", exact=True)


def _field(inside: Page | Locator, name: str) -> Locator:
    return inside.get_by_role("textbox", name=name, exact=True)


async def _press(inside: Page | Locator, name: str) -> None:
    await inside.get_by_role("button", name=name, exact=True).click()
