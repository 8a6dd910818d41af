"""The template planner: rules that hold for every brief, and answers that a reviewer can see."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from domain.brief import AssetRole, AssetType, Brief
from domain.errors import InputRejected
from domain.film import Transition, frames
from domain.planning import AssetNote, PlanRequest, Refusal
from domain.storyboard import Plan, Scenario, SceneText, ShotType
from providers.text.template import TemplatePlanner
from providers.text.template.library import captions, pictures, worlds
from providers.text.template.words import clip, fill, sentences

PROSE = ("description", "script", "visual", "camera", "lighting", "audio", "music", "effects", "dialog")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
TEXTS = WORDS | st.integers(1, 5_000).map(lambda size: ("more words and 🧑‍🚀 " * 400)[:size])


def brief(basics: Mapping[str, Any] | None = None, **direction: Any) -> Brief:
    said = {
        "productName": "Ember Cup",
        "productDescription": "A ceramic cup that keeps coffee hot for three hours.",
        "keyMessage": "Slow coffee for fast mornings.",
        "callToAction": "Order yours today",
        "duration": 24,
    }
    return Brief.model_validate(
        {
            "context": {"clientId": "morrow"},
            "adBasics": said | dict(basics or {}),
            "creative": {"direction": direction},
        }
    )


def planned(request: PlanRequest) -> tuple[SceneText, ...]:
    return asyncio.run(TemplatePlanner().plan(request)).scenes


def again(request: PlanRequest, feedback: str = "", only: int | None = None) -> PlanRequest:
    """The request for the next revision, when this one's storyboard was sent back."""
    scenes = planned(request)
    refusal = Refusal(revision=request.revision, scenes=scenes, feedback=feedback)
    return request.model_copy(
        update={
            "revision": request.revision + 1,
            "refused": (*request.refused, refusal),
            "current": scenes,
            "only": only,
        }
    )


def told(scenes: tuple[SceneText, ...]) -> str:
    return "\n".join(f"{scene.description} {scene.visual}" for scene in scenes)


def scripts(scenes: tuple[SceneText, ...]) -> list[str]:
    return [scene.script for scene in scenes]


def asset(number: int, role: str, type: AssetType = AssetType.IMAGE) -> AssetNote:
    return AssetNote(id=UUID(int=number), type=type, name=f"{role} {number}", role=role)


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    names = ["productName", "brandName", "callToAction", "platform"]
    basics: dict[str, Any] = {name: draw(WORDS) for name in names}
    basics |= {name: draw(TEXTS) for name in ("productDescription", "targetAudience", "keyMessage")}
    basics["language"] = draw(st.sampled_from(["", "en", "Deutsch", "日本語", "ar-EG", "Klingon"]))
    basics["duration"] = draw(st.floats(5, 180))
    free = st.dictionaries(st.text(max_size=20), st.none() | WORDS | st.lists(WORDS, max_size=3), max_size=3)
    extras = {f"free {key}": value for key, value in draw(free).items()}
    return brief(basics | extras, tone=draw(TEXTS), mood=draw(st.sampled_from(["", "calm", "energetic, dark"])))


@st.composite
def requests(draw: st.DrawFn) -> PlanRequest:
    least = draw(st.integers(1, 7))
    roles = st.sampled_from([*AssetRole, "packshot", ""])
    drawn = draw(st.lists(st.tuples(roles, st.sampled_from(AssetType)), max_size=8))
    return PlanRequest(
        brief=draw(briefs()),
        assets=tuple(asset(number, role, type) for number, (role, type) in enumerate(drawn, 1)),
        revision=draw(st.integers(1, 9)),
        scenes_min=least,
        scenes_max=draw(st.integers(least, 9)),
    )


def plan_of(request: PlanRequest) -> Plan:
    try:
        return asyncio.run(TemplatePlanner().plan(request))
    except InputRejected:
        film = request.brief.ad_basics.duration
        assume(request.scenes_min <= film and request.scenes_max * 60 >= film)
        raise


GENEROUS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@GENEROUS
@given(requests())
def test_any_brief_becomes_a_complete_storyboard_of_the_films_length(request: PlanRequest) -> None:
    scenes = plan_of(request).scenes

    assert request.scenes_min <= len(scenes) <= request.scenes_max
    film = frames(request.brief.ad_basics.duration)
    assert sum(frames(scene.duration) for scene in scenes) == film
    assert all(1 <= scene.duration <= 60 for scene in scenes)
    for scene in scenes:
        SceneText.model_validate(scene.model_dump())
        assert all(getattr(scene, field).strip() for field in PROSE)


@GENEROUS
@given(requests())
def test_any_storyboard_runs_from_hook_to_call_to_action(request: PlanRequest) -> None:
    scenes = plan_of(request).scenes

    assert scenes[0].scenario is (Scenario.HOOK if len(scenes) > 1 else Scenario.CTA)
    assert scenes[-1].scenario is Scenario.CTA
    assert scenes[-1].shot_type is ShotType.PRODUCT
    assert scenes[0].transition is Transition.CUT
    assert all(one.shot_type is not next.shot_type for one, next in pairwise(scenes))


@GENEROUS
@given(requests())
def test_every_picture_is_shown_and_no_sound_is(request: PlanRequest) -> None:
    scenes = plan_of(request).scenes

    pictures = {one.id for one in request.assets if one.type is not AssetType.AUDIO}
    assert {shown for scene in scenes for shown in scene.assets} == pictures
    assert all(len(set(scene.assets)) == len(scene.assets) for scene in scenes)


@GENEROUS
@given(requests(), TEXTS)
def test_any_feedback_gives_another_storyboard(request: PlanRequest, feedback: str) -> None:
    plan_of(request)

    sent_back = again(request, feedback)

    assert planned(sent_back) != sent_back.current


@GENEROUS
@given(requests(), TEXTS, st.data())
def test_rewriting_one_scene_leaves_the_others_as_they_were(
    request: PlanRequest, feedback: str, data: st.DataObject
) -> None:
    only = data.draw(st.integers(0, len(plan_of(request).scenes) - 1))
    sent_back = again(request, feedback, only)

    scenes = planned(sent_back)

    assert [at for at, pair in enumerate(zip(scenes, sent_back.current, strict=True)) if pair[0] != pair[1]] == [only]
    assert scenes[only].duration == sent_back.current[only].duration
    assert scenes[only].scenario is sent_back.current[only].scenario
    assert scenes[only].description != sent_back.current[only].description


def test_the_same_request_gives_the_same_plan_in_every_process() -> None:
    request = again(PlanRequest(brief=brief({"palette": ["cream", "rust"]}), assets=(asset(1, "hero"),)), "no steam")
    code = (
        "import asyncio, sys\n"
        "from domain.planning import PlanRequest\n"
        "from providers.text.template import TemplatePlanner\n"
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
        ).stdout
        for seed in ("1", "2")
    }
    assert answers == {asyncio.run(TemplatePlanner().plan(request)).model_dump_json().encode()}


def test_the_clients_own_words_are_said_as_they_are() -> None:
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
def test_captions_speak_the_language_of_the_brief(named: str, code: str) -> None:
    hook = planned(PlanRequest(brief=brief({"language": named})))[0].script

    assert hook in [fill(phrase, {"product": "Ember Cup"}) for phrase in captions()[code].hook]


def test_without_a_language_the_briefs_own_is_spoken() -> None:
    said = {"keyMessage": "Der Kaffee für die, die es eilig haben.", "productDescription": "", "callToAction": ""}
    hook = planned(PlanRequest(brief=brief(said)))[0].script

    assert hook in [fill(phrase, {"product": "Ember Cup"}) for phrase in captions()["de"].hook]


def test_a_language_without_copy_gets_the_briefs_own_words_only() -> None:
    asked = brief(
        {"language": "Klingon", "productDescription": "Qapla'!", "keyMessage": "tlhIngan", "callToAction": "jIH"}
    )

    words = set(" ".join(scripts(planned(PlanRequest(brief=asked)))).replace(".", "").split())

    assert words <= {"Ember", "Cup", "Qapla'!", "tlhIngan", "jIH"}


def test_a_slogan_does_not_move_the_product_into_another_world() -> None:
    app = brief({"productName": "Tally", "productDescription": "The app for taxes.", "keyMessage": "Done over coffee."})

    places = [place for place in worlds()["tech"].place if place in told(planned(PlanRequest(brief=app)))]

    assert len(places) == 1


def test_roles_decide_where_pictures_lead() -> None:
    roles = ["logo", "background", "product", "hero", "end_card"]
    assets = tuple(asset(number, role) for number, role in enumerate(roles, 1))
    scenes = planned(PlanRequest(brief=brief(), assets=assets))

    role = {one.id: one.role for one in assets}
    assert role[scenes[0].assets[0]] == "hero"
    assert [role[shown] for shown in scenes[-1].assets] == ["product", "logo", "end_card"]


def test_three_regenerations_without_feedback_all_differ() -> None:
    request = PlanRequest(brief=brief())
    seen = [planned(request)]
    for _ in range(3):
        request = again(request)
        seen.append(planned(request))

    assert len({tuple(scripts(scenes)) for scenes in seen}) == 4
    assert len({tuple(scene.shot_type for scene in scenes) for scenes in seen}) == 4


def test_rewriting_a_scene_again_and_again_never_repeats_it() -> None:
    request = PlanRequest(brief=brief())
    seen = [planned(request)[1]]
    for _ in range(4):
        request = again(request, only=1)
        seen.append(planned(request)[1])

    assert len({scene.script for scene in seen}) == 5
    assert len({scene.description for scene in seen}) == 5


@pytest.mark.parametrize(
    ("feedback", "answer"),
    [
        ("please make it faster", "Faster"),
        ("It is too fast.", "Calmer"),
        ("warmer light please", "warmer"),
        ("way too dark", "brighter"),
        ("make it funnier", "humour"),
        ("more premium", "luxury"),
        ("show the product more", "Closer to the product"),
        ("no dogs and no rain", "Without dogs, rain"),
        ("aim it at teenagers", "teenagers"),
        ("make it feel like winter", "winter"),
        ("der Hund soll grün sein", "der Hund soll grün sein"),
    ],
)
def test_feedback_is_answered_in_every_scene(feedback: str, answer: str) -> None:
    scenes = planned(again(PlanRequest(brief=brief()), feedback))

    assert all(answer in scene.description for scene in scenes)
    assert all(feedback in scene.visual for scene in scenes)


def test_quoted_words_are_said_where_the_reviewer_wants_them() -> None:
    request = PlanRequest(brief=brief())

    start = planned(again(request, 'Say "Good morning, Porto" at the start'))
    end = planned(again(request, "Closing with “Free until May”"))

    assert start[0].script == "Good morning, Porto"
    assert "Free until May" in end[-1].script


def test_quoted_words_that_are_not_wanted_go() -> None:
    scenes = planned(again(PlanRequest(brief=brief()), 'Remove "Time for" and drop the word "easy"'))

    assert "Without Time for, easy" in scenes[0].description
    assert not any("Time for" in script or "easy" in script for script in scripts(scenes))


def test_what_is_to_be_mentioned_is_said() -> None:
    scenes = planned(again(PlanRequest(brief=brief()), "mention free shipping. Nothing else."))

    assert any("free shipping" in script for script in scripts(scenes))


@pytest.mark.parametrize(("feedback", "step"), [("fewer scenes", -1), ("more scenes please", 1)])
def test_the_number_of_scenes_follows_the_reviewer(feedback: str, step: int) -> None:
    request = PlanRequest(brief=brief())

    assert len(planned(again(request, feedback))) == len(planned(request)) + step


def test_an_exact_number_of_scenes_is_kept_within_the_limits() -> None:
    request = PlanRequest(brief=brief())

    assert len(planned(again(request, "make it 3 scenes"))) == 3
    assert len(planned(again(request, "12 scenes"))) == 7


def test_less_text_means_fewer_words() -> None:
    request = PlanRequest(brief=brief())
    before = planned(request)

    after = planned(again(request, "less text"))

    assert sum(map(len, scripts(after))) < sum(map(len, scripts(before)))


def test_earlier_feedback_still_counts_and_the_newest_wins() -> None:
    first = again(PlanRequest(brief=brief()), "calmer, and without steam")
    second = planned(again(first, "faster"))

    assert "Faster" in second[0].description
    assert "Calmer" not in second[0].description
    assert "Without steam" in second[0].description
    assert "steam" not in " ".join(scene.description for scene in second).replace("Without steam", "")


def test_a_rewritten_scene_stays_in_the_films_place() -> None:
    asked = brief({"productDescription": "Coffee, slowly."})
    request = again(PlanRequest(brief=asked), only=0)

    scene = planned(request)[0]

    assert scene.music.split(";")[0] == request.current[1].music.split(";")[0]
    assert scene.lighting.split(";")[0] == request.current[1].lighting.split(";")[0]


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
    request = PlanRequest(brief=brief({"duration": duration}), scenes_min=least, scenes_max=most)

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
    assert clip("one two three", 10) == "one two…"


def test_sentences_keep_numbers_and_addresses_whole() -> None:
    assert sentences("Hot for 3.5 hours! See x.example. 次です。最後") == [
        "Hot for 3.5 hours!",
        "See x.example.",
        "次です。",
        "最後",
    ]


@pytest.mark.parametrize("code", list(captions()))
def test_every_language_has_copy_with_and_without_a_name(code: str) -> None:
    book = captions()[code]

    for lines in (book.hook, book.problem, book.solution, book.close, book.cta):
        assert len(lines) >= 3
        assert any("<product>" not in line for line in lines)


def test_every_picture_can_be_staged_without_people() -> None:
    for shots in pictures().action.values():
        assert set(shots) == set(ShotType)
        assert all(any("<hero>" not in line.lower() for line in lines) for lines in shots.values())
    assert all(len(world.place) >= 2 and len(world.trouble) >= 2 for world in worlds().values())
