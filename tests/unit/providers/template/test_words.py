"""The storyboard's texts, pictures and sounds."""

import asyncio
import os
import subprocess
import sys

import pytest

from domain.brief import AssetType, Brief
from domain.errors import InputRejected
from domain.job.storyboard import ShotType
from domain.ports.planner import PlanRequest
from domain.scene_limits import SceneLimits
from providers.template.brief_facts import ai_label
from providers.template.phrases import phrases
from providers.template.planner import TemplatePlanner
from providers.template.words import clip, fill, sentence, sentences
from tests.harness.time_limits import PROCESS_SECONDS
from tests.unit.providers.template.asking import again, asset, brief, planned, scripts, told


def test_the_same_request_gives_the_same_plan_in_every_process() -> None:
    request = again(PlanRequest(brief=brief({"palette": ["cream", "rust"]}), assets=(asset(1, "hero"),)), "no steam")
    code = (
        "import asyncio, sys\n"
        "from domain.ports.planner import PlanRequest\n"
        "from providers.template.planner import TemplatePlanner\n"
        "request = PlanRequest.model_validate_json(sys.stdin.buffer.read())\n"
        "sys.stdout.buffer.write(asyncio.run(TemplatePlanner().plan(request)).model_dump_json().encode())\n"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=request.model_dump_json().encode(),
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=PROCESS_SECONDS,
        ).stdout
        for seed in ("1", "2")
    }
    assert answers == {asyncio.run(TemplatePlanner().plan(request)).model_dump_json().encode()}


def test_the_clients_own_words_are_used_as_they_are() -> None:
    basics = {
        "productName": "{0} %s </b> ☕️ <hero>",
        "keyMessage": "Robert'); DROP TABLE jobs;-- مرحبا",
        "callToAction": "Go → {call}",
    }
    scenes = planned(PlanRequest(brief=brief(basics)))

    words = "\n".join(scripts(scenes))
    assert basics["keyMessage"] in words
    assert scenes[-1].script.endswith(basics["callToAction"])
    assert basics["productName"] in told(scenes)


def test_free_keys_and_direction_reach_the_scenes() -> None:
    asked = brief({"palette": ["cream", "rust"], "season": "late autumn"}, style="hand-drawn", location="Porto")
    scenes = planned(PlanRequest(brief=asked))

    for scene in scenes:
        assert "cream, rust" in scene.visual
        assert "hand-drawn" in scene.visual
        assert "late autumn" in scene.description
        assert "Porto" in scene.description


def test_the_clients_ids_stay_out_of_the_scenes() -> None:
    asked = brief({"campaignId": "c-4711", "user_id": "u-4712"})

    assert "471" not in told(planned(PlanRequest(brief=asked)))


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("de", "de"),
        ("Deutsch (Schweiz)", "de"),
        ("日本語", "ja"),
        ("Arabic", "ar"),
        ("th-TH", "th"),
        ("zh_TW", "zh-hant"),
    ],
)
def test_captions_are_in_the_language_of_the_brief(named: str, code: str) -> None:
    hook = planned(PlanRequest(brief=brief({"language": named})))[0].script

    assert hook in [fill(phrase, {"product": "Ember Cup"}) for phrase in phrases().captions[code].hook]


def test_without_a_language_the_brief_is_answered_in_its_own() -> None:
    said = {"keyMessage": "Der Kaffee für die, die es eilig haben.", "productDescription": "", "callToAction": ""}
    hook = planned(PlanRequest(brief=brief(said)))[0].script

    assert hook in [fill(phrase, {"product": "Ember Cup"}) for phrase in phrases().captions["de"].hook]


def test_a_language_without_copy_gets_the_briefs_own_words_only() -> None:
    asked = brief(
        {"language": "Klingon", "productDescription": "Qapla'!", "keyMessage": "tlhIngan", "callToAction": "jIH"}
    )

    words = set(" ".join(scripts(planned(PlanRequest(brief=asked)))).replace(".", "").split())

    assert words <= {"Ember", "Cup", "Qapla'!", "tlhIngan", "jIH"}


def test_a_slogan_does_not_choose_the_products_world() -> None:
    app = brief({"productName": "Tally", "productDescription": "The app for taxes.", "keyMessage": "Done over coffee."})

    places = [place for place in phrases().worlds["tech"].place if place in told(planned(PlanRequest(brief=app)))]

    assert len(places) == 1


def test_roles_decide_where_pictures_lead() -> None:
    roles = ["logo", "background", "product", "hero", "end_card"]
    assets = tuple(asset(number, role) for number, role in enumerate(roles, 1))
    scenes = planned(PlanRequest(brief=brief(), assets=assets))

    role = {one.id: one.role for one in assets}
    assert role[scenes[0].assets[0]] == "hero"
    assert [role[shown] for shown in scenes[-1].assets] == ["product", "logo", "end_card"]


def test_the_clients_music_and_voice_are_named() -> None:
    assets = (asset(1, "music", AssetType.AUDIO), asset(2, "voice", AssetType.AUDIO))
    scene = planned(PlanRequest(brief=brief(), assets=assets))[0]

    assert "music 1" in scene.music
    assert "voice 2" in scene.dialog


@pytest.mark.parametrize(
    ("duration", "least", "most", "words"),
    [
        (5, 7, 7, "SCENES_PER_VIDEO_MIN to 5"),
        (180, 1, 2, "SCENES_PER_VIDEO_MAX to 3"),
        (30, 5, 4, "SCENES_PER_VIDEO_MIN is 5"),
    ],
)
def test_settings_that_cannot_hold_the_film_say_what_to_change(
    duration: int, least: int, most: int, words: str
) -> None:
    request = PlanRequest(brief=brief({"duration": duration}), limits=SceneLimits(least=least, most=most))

    with pytest.raises(InputRejected, match=words):
        planned(request)


def test_a_scene_that_is_not_there_cannot_be_rewritten() -> None:
    with pytest.raises(InputRejected, match="no scene 10"):
        planned(PlanRequest(brief=brief(), current=planned(PlanRequest(brief=brief())), only=9))


def test_changing_the_budget_does_not_change_the_words() -> None:
    cheap = brief().model_copy(update={"production": brief().production.model_copy(update={"auto_approve": True})})

    assert planned(PlanRequest(brief=cheap)) == planned(PlanRequest(brief=brief()))


def test_no_visible_character_is_cut_in_two() -> None:
    family = "👩‍👩‍👧" * 10

    assert clip(family, 9) == "👩‍👩‍👧…"
    assert clip("🇩🇪🇫🇷🇮🇹", 4) == "🇩🇪…"
    assert clip("1️⃣🏴󠁧󠁢󠁥󠁮󠁧󠁿2️⃣", 10) == "1️⃣…"
    assert clip("one two three", 10) == "one two…"


@pytest.mark.parametrize("ending", ["!", "🎉", "👍🏽", "❤️", "1️⃣", "🇩🇪"])
def test_no_full_stop_follows_another_ending(ending: str) -> None:
    assert sentence(f"Only today {ending}") == f"Only today {ending}"
    assert fill("Try <it>.", {"it": f"tea {ending}"}) == f"Try tea {ending}"


def test_sentences_keep_numbers_and_addresses_whole() -> None:
    assert sentences("Hot for 3.5 hours! See x.example. 次です。最後") == [
        "Hot for 3.5 hours!",
        "See x.example.",
        "次です。",
        "最後",
    ]


@pytest.mark.parametrize("code", list(phrases().captions))
def test_every_language_has_copy_with_and_without_a_name(code: str) -> None:
    book = phrases().captions[code]

    for lines in (book.hook, book.problem, book.solution, book.close, book.cta):
        assert len(lines) >= 3
        assert any("<product>" not in line for line in lines)


def test_every_picture_can_be_staged_without_people() -> None:
    for shots in phrases().pictures.action.values():
        assert set(shots) == set(ShotType)
        assert all(any("<hero>" not in line.lower() for line in lines) for lines in shots.values())
    assert all(len(world.place) >= 2 and len(world.trouble) >= 2 for world in phrases().worlds.values())


@pytest.mark.parametrize("code", list(phrases().captions))
def test_every_language_has_words_for_the_label_of_ai(code: str) -> None:
    assert phrases().captions[code].ai_label


@pytest.mark.parametrize(
    ("language", "words"),
    [("German", "KI-generiert"), ("ja", "AI生成"), ("Klingon", "AI-generated"), ("", "AI-generated")],
)
def test_a_film_says_in_its_own_language_that_ai_made_it_else_in_english(language: str, words: str) -> None:
    brief = Brief.model_validate({"context": {"clientId": "acme"}, "adBasics": {"language": language}})

    assert ai_label(brief) == words
