"""Voice, captions and music: chosen in the brief, heard and retried at each scene, changed of a film that is made."""

import asyncio
import re
from datetime import datetime
from typing import Any
from uuid import uuid4

from playwright.async_api import Page, Route, expect

from domain.base import evolve
from domain.brief import Captions, CaptionStyle
from domain.job.model import Job
from domain.job.takes.vendor_file import FileStatus
from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.briefs import fill_brief
from tests.stack.browser.conftest import Studio
from tests.stack.browser.windows import Windows
from tests.unit.domain.jobs import ERROR
from tests.unit.domain.spoken_jobs import spoken


async def test_voice_captions_music_logo_and_colours_are_chosen_in_the_brief(
    page: Page, windows: Windows, studio: Studio
) -> None:
    windows.expect("POST", 422)
    await page.goto("/new")
    await fill_brief(page, "Teapot", "heard")
    await page.get_by_text("Voice, music and words").click()
    await page.get_by_label("Voice", exact=True).select_option("Spoken by Greenlight, free of charge")
    await page.get_by_label("Captions", exact=True).select_option("Written into the picture")
    await page.get_by_label("Look of the captions", exact=True).select_option("The spoken word stands out")
    await page.get_by_label("Music", exact=True).select_option("None")
    await page.get_by_label("Logo", exact=True).select_option("In a corner")
    colors = page.get_by_label("Brand colours", exact=True)
    await colors.fill("#1f6f54, green")
    await page.get_by_role("button", name="Write storyboard", exact=True).click()
    await expect(colors).to_have_accessible_description(re.compile("String should match pattern"))
    await expect(colors).to_be_focused()

    await colors.fill("#1f6f54")
    await page.get_by_label("Add a colour").fill("#f4efe6")
    await expect(colors).to_have_value("#1f6f54, #f4efe6")
    await page.get_by_role("button", name="Write storyboard", exact=True).click()
    await expect(page.get_by_role("heading", name="Teapot", level=1)).to_be_visible()
    job = (await studio.stack.get(page.url.replace(studio.address + "/", "/api/v3/")))["data"]
    chosen = {"voice": "local", "captions": "burned", "captionStyle": "highlight", "music": "none", "logo": "corner"}
    assert {**chosen, "endCard": "auto"}.items() <= job["production"].items()
    assert job["creative"]["brand"]["colors"] == ["#1f6f54", "#f4efe6"]


async def test_a_scene_s_line_is_listened_to_while_no_other_is_heard(page: Page, phone: Page, studio: Studio) -> None:
    job = await studio.stack.in_review(voice="local")
    await studio.stack.act(job, "approve_storyboard")
    await studio.stack.done(job)
    await phone.emulate_media(color_scheme="dark")
    for window in (page, phone):
        await window.goto(f"/jobs/{job.id}/filming")
        scenes = [window.get_by_role("region", name=f"Scene {number}", exact=True) for number in (1, 2)]
        await expect(
            scenes[0].get_by_text(re.compile(r"^The line takes \d\.?\d? s · Greenlight’s voice"))
        ).to_be_visible()
        await assert_accessible(window)
        await assert_no_sideways_scroll(window)
    may_sound = asyncio.Event()

    async def held(route: Route) -> None:
        await may_sound.wait()
        await route.continue_()

    await page.route("**/speech?v=*", held)
    scenes = [page.get_by_role("region", name=f"Scene {number}", exact=True) for number in (1, 2)]
    await scenes[0].get_by_role("button", name="Listen to the line of Scene 1").click()
    await expect(scenes[0].get_by_role("button", name="Stop the line of Scene 1")).to_be_visible()
    await scenes[1].get_by_role("button", name="Listen to the line of Scene 2").click()
    await expect(scenes[0].get_by_role("button", name="Listen to the line of Scene 1")).to_be_visible()
    await expect(scenes[1].get_by_role("button", name="Stop the line of Scene 2")).to_be_visible()
    may_sound.set()
    await expect(scenes[1].get_by_role("button", name="Listen to the line of Scene 2")).to_be_visible()  # at its end


async def test_a_line_that_could_not_be_spoken_says_why_and_is_spoken_again(page: Page, studio: Studio) -> None:
    job = await studio.stack.in_review(voice="local", language="Japanese")
    await studio.stack.act(job, "approve_storyboard")
    await studio.stack.done(job)
    await page.goto(f"/jobs/{job.id}/filming")
    scene = page.get_by_role("region", name="Scene 1", exact=True)
    await expect(scene.get_by_text("The line could not be spoken; the film goes on without it")).to_be_visible()
    await expect(page.get_by_text(re.compile("^scenes 1, 2 and 3 are not spoken: "))).to_be_visible()

    await scene.get_by_role("button", name="Speak it again: Scene 1").click()
    again = await studio.stack.until(job, lambda now: any(speech.number == 2 for speech in now.speeches))
    assert {speech.number for speech in again.speeches} == {1, 2}


async def test_a_line_whose_better_reading_failed_is_heard_as_before_and_may_be_spoken_again(
    page: Page, studio: Studio
) -> None:
    job = await studio.stack.completed(voice="local")
    failed: dict[str, Any] = {"status": FileStatus.FAILED, "key": None, "error": ERROR, "words": ()}

    def both(job: Job, _now: datetime) -> Job:
        once = spoken(job)
        again = spoken(once, **failed).speeches[0]
        return once.with_speech(evolve(again, id=uuid4(), number=2))

    await studio.stack.jobs.change(job.id, both)
    await page.goto(f"/jobs/{job.id}/filming")
    scene = page.get_by_role("region", name="Scene 1", exact=True)

    await expect(scene.get_by_text(re.compile("^The line takes 1 s"))).to_be_visible()
    await expect(scene.get_by_text(ERROR.message)).to_be_visible()
    await expect(scene.get_by_role("button", name="Speak it again: Scene 1")).to_be_visible()


async def test_nothing_is_promised_of_the_lines_of_a_film_that_is_cancelled(page: Page, studio: Studio) -> None:
    job = await studio.stack.in_review(voice="local")
    await page.goto(f"/jobs/{job.id}/filming")
    scene = page.get_by_role("region", name="Scene 1", exact=True)
    await expect(scene.get_by_text("The script will be spoken")).to_be_visible()

    await studio.stack.act(job, "cancel")
    await expect(scene.get_by_text("The script is not spoken")).to_be_visible()


async def test_captions_of_a_film_that_is_made_are_changed_and_it_is_told_who_did(
    page: Page, second_page: Page, studio: Studio
) -> None:
    job = await studio.stack.completed()
    await second_page.goto(f"/jobs/{job.id}/filming")
    await page.goto(f"/jobs/{job.id}/film")
    await page.get_by_text("Voice, captions, music, logo").click()
    await page.get_by_role("combobox", name="Captions", exact=True).select_option("Written into the picture")
    await page.get_by_label("Look of the captions", exact=True).select_option("The spoken word stands out")
    await expect(page.get_by_role("combobox", name="Music", exact=True)).to_have_value("none")  # as films of before
    voices = page.get_by_role("combobox", name="Voice", exact=True).get_by_role("option")
    await expect(voices).to_have_text(  # not what is usual, which is for new films
        ["Spoken by Greenlight, free of charge", "ElevenLabs", "Google Gemini", "Nobody speaks"]
    )
    await page.get_by_role("button", name="Change", exact=True).click()
    await expect(page.get_by_text("Changed.", exact=True)).to_be_visible()

    production = (await studio.stack.jobs.load(job.id)).brief.production
    assert (production.captions, production.caption_style) == (Captions.BURNED, CaptionStyle.HIGHLIGHT)
    assert production.music is None  # what was not touched stays as it was
    await second_page.get_by_text("Voice, captions, music, logo").click()
    await expect(second_page.get_by_role("combobox", name="Captions", exact=True)).to_have_value("burned")
    await page.get_by_role("button", name="Who did what").click()
    await expect(page.get_by_text("changed captions and look of the captions.")).to_be_visible()
