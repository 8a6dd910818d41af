"""Effects of a reviewer's feedback on the storyboard."""

import pytest

from domain.ports.planner import PlanRequest
from tests.unit.providers.template.asking import again, brief, planned, scripts


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


def test_quoted_words_are_used_where_the_reviewer_wants_them() -> None:
    request = PlanRequest(brief=brief())

    start = planned(again(request, 'Say "Good morning, Porto" at the start'))
    end = planned(again(request, "Closing with “Free until May”"))

    assert start[0].script == "Good morning, Porto"
    assert "Free until May" in end[-1].script


def test_quoted_words_that_are_not_wanted_are_left_out() -> None:
    scenes = planned(again(PlanRequest(brief=brief()), 'Remove "Time for" and drop the word "easy"'))

    assert "Without Time for, easy" in scenes[0].description
    assert not any("Time for" in script or "easy" in script for script in scripts(scenes))


def test_what_is_to_be_mentioned_is_in_a_caption() -> None:
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


def test_a_rewritten_scene_stays_at_the_films_location() -> None:
    asked = brief({"productDescription": "Coffee, slowly."})
    request = again(PlanRequest(brief=asked), only=0)

    scene = planned(request)[0]

    assert scene.music.split(";")[0] == request.current[1].music.split(";")[0]
    assert scene.lighting.split(";")[0] == request.current[1].lighting.split(";")[0]
