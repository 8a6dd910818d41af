"""First frames: asked for in review, chosen, waited for by takes, and kept with their scenes."""

from decimal import Decimal
from typing import Any

import pytest

from domain.base import evolve
from domain.brief import AssetType
from domain.clients.access import MissingScope, Scope
from domain.errors import Conflict, Invalid, NotFound
from domain.job.approval import Sender, SenderKind
from domain.job.filming.choices import Filming
from domain.job.filming.first_frame import FIRST_FRAME_LOST, picture_prompt
from domain.job.filming.first_frame_choice import chosen_first_frame, is_outdated, waits_for_first_frame
from domain.job.takes.take import ANIMATIC
from domain.job.takes.vendor_file import FileStatus
from domain.rules import results
from domain.rules.audit_trail import entry_of_message
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.rules.purchases import first_frames
from domain.vendors.video_capabilities import VideoCapabilities
from tests.unit.domain.first_frames import PRICE, asked, drawn, frame_in, not_drawn, ordered, picture
from tests.unit.domain.jobs import (
    ERROR,
    MODEL_CHOICE,
    NOW,
    asset,
    filming,
    generating,
    in_review,
    plan,
    send,
    some_id,
    write,
)
from tests.unit.domain.rules.purchases.drawing import drawing, filmed, ready, with_text

NOTHING = Decimal(0)


def test_a_first_frame_is_asked_for_of_each_scene_that_has_none() -> None:
    job = asked()

    assert [(each.number, each.status, each.scene_id) for each in job.first_frames] == [
        (1, FileStatus.WANTED, scene.id) for scene in job.active_scenes
    ]
    assert (job.cost, job.owed) == (NOTHING, NOTHING)
    assert {each.text for each in job.first_frames} == {scene.text for scene in job.active_scenes}


def test_a_scene_that_begins_where_the_one_before_ends_needs_none_and_waits_for_none() -> None:
    job = in_review("one", "two")
    second = job.active_scenes[1]
    job = job.with_scenes(evolve(second, text=evolve(second.text, filming=Filming(chain_from_previous=True))))

    assert [each.scene_id for each in asked(job).first_frames] == [job.active_scenes[0].id]
    named = asked(job, sceneNumbers=[2])
    assert not waits_for_first_frame(named, named.active_scenes[1])


def test_asking_twice_asks_for_what_is_missing_and_asking_with_nothing_missing_is_refused() -> None:
    job = drawn(not_drawn(asked(), 2), 1)  # the third is still being drawn

    again = asked(job, "again")
    assert [each.scene_id for each in again.first_frames[3:]] == [again.active_scenes[1].id]

    with pytest.raises(Conflict, match="every scene has a first frame; name the sceneNumbers"):
        asked(again, "and again")


def test_a_named_scene_is_drawn_again_with_feedback_but_not_while_it_is_being_drawn() -> None:
    job = asked(sceneNumbers=[2])

    with pytest.raises(Invalid, match="the first frame of scene 2 is being drawn"):
        asked(job, "again", sceneNumbers=[2])
    again = asked(drawn(job, 2), "again", sceneNumbers=[2, 2], feedback="warmer light")

    assert [(each.number, each.feedback) for each in again.first_frames] == [(1, None), (2, "warmer light")]
    assert again.first_frames[0].seed != again.first_frames[1].seed
    assert picture_prompt(again.first_frames[1].text, "warmer light").endswith("warmer light")
    with pytest.raises(NotFound, match="no scene 9"):
        asked(job, "other", sceneNumbers=[9])


@pytest.mark.parametrize(
    ("choice", "why"),
    [
        ({"provider": ANIMATIC}, "the animatic draws each scene itself"),
        (
            {"can": VideoCapabilities(provider="test", model="test-1", first_frame=False, as_of=NOW.date())},
            "Test's test-1 takes no first frame",
        ),
        ({}, "no image provider is set up here that draws first frames; set IMAGE_PROVIDER"),
    ],
)
def test_where_nothing_draws_first_frames_that_is_said(choice: dict[str, Any], why: str) -> None:
    model = MODEL_CHOICE.model_copy(update={"image": None, **choice})

    with pytest.raises(Invalid, match=why):
        decide(in_review(), parse_message("draw_first_frames", {}), "r", NOW, model)


def test_asking_spends_and_choosing_does_not() -> None:
    writer = Sender(by=SenderKind.KEY, scopes=frozenset({Scope.WRITE_FILMS}))

    with pytest.raises(MissingScope, match="spend"):
        decide(in_review(), parse_message("draw_first_frames", {}), "r", NOW, MODEL_CHOICE, sender=writer)
    choose = parse_message("choose_first_frame", {"sceneNumber": 1, "firstFrameId": None})
    decide(drawn(asked()), choose, "r", NOW, MODEL_CHOICE, sender=writer)


def test_the_first_that_is_drawn_is_chosen_by_itself_and_a_later_one_by_a_person() -> None:
    job = drawn(asked())
    scene = job.active_scenes[0]
    assert chosen_first_frame(job, scene) == frame_in(job)

    job = drawn(asked(job, "again", sceneNumbers=[1]))
    assert job.active_scenes[0].first_frame_id == job.first_frames[0].id

    chosen = send(job, "choose_first_frame", sceneNumber=1, firstFrameId=str(frame_in(job).id))
    assert chosen_first_frame(chosen, chosen.active_scenes[0]) == frame_in(job)
    none = send(chosen, "choose_first_frame", sceneNumber=1, firstFrameId=None)
    assert chosen_first_frame(none, none.active_scenes[0]) is None


def test_only_a_picture_of_the_scene_can_be_chosen() -> None:
    job = not_drawn(drawn(asked(), 1), 2)

    with pytest.raises(NotFound, match="of scene 2"):
        send(job, "choose_first_frame", sceneNumber=2, firstFrameId=str(frame_in(job, 1).id))
    with pytest.raises(Invalid, match="first frame 1 has no picture; it is failed"):
        send(job, "choose_first_frame", sceneNumber=2, firstFrameId=str(frame_in(job, 2).id))


def test_first_frames_are_drawn_and_chosen_in_review_only() -> None:
    with pytest.raises(Conflict, match="draw_first_frames is not possible while the job is processing"):
        send(filming(), "draw_first_frames")
    with pytest.raises(Conflict, match="choose_first_frame is not possible while the job is storyboard_review"):
        send(asked(), "choose_first_frame", sceneNumber=1, firstFrameId=None)


def test_a_picture_that_is_lost_stays_chosen_until_another_is_drawn() -> None:
    job = drawn(asked())
    lost = first_frames.mark_lost(job, frame_in(job).id)

    assert (frame_in(lost).error, frame_in(lost).key, frame_in(lost).cost) == (FIRST_FRAME_LOST, None, PRICE)
    assert lost.active_scenes[0].first_frame_id == frame_in(lost).id
    assert chosen_first_frame(lost, lost.active_scenes[0]) is None
    again = drawn(asked(lost, "again", sceneNumbers=[1]))
    assert chosen_first_frame(again, again.active_scenes[0]) == frame_in(again)


def test_a_scene_that_shows_something_else_by_now_has_an_outdated_first_frame() -> None:
    job = drawn(asked())
    louder = send(job, "scene_updated", scene=1, script="other words", duration=3)
    other = send(job, "scene_updated", scene=1, description="another place")

    assert not is_outdated(louder.active_scenes[0], frame_in(louder))
    assert is_outdated(other.active_scenes[0], frame_in(other))
    assert chosen_first_frame(other, other.active_scenes[0]) == frame_in(other)


def test_it_is_drawn_from_what_its_scene_shows_and_from_the_product_unless_its_client_says_from_what() -> None:
    product, shown, logo, sound = (ready(name) for name in ("product", "shown", "logo", "sound"))
    shown, logo = evolve(shown, role="background"), evolve(logo, role="logo")
    sound = evolve(sound, type=AssetType.AUDIO)
    job = write(evolve(generating(), assets=(product, shown, logo, sound)), "one", "two")
    job = with_text(job, assets=(sound.id, shown.id))
    assert [each.references for each in asked(job).first_frames] == [(shown.id, product.id), (product.id,)]

    named = with_text(job, filming=Filming(references=(logo.id,)))
    assert frame_in(asked(named)).references == (logo.id,)
    assert frame_in(asked(with_text(job, filming=Filming(references=())))).references == ()


def test_it_waits_for_the_assets_that_it_is_drawn_from() -> None:
    job = asked(evolve(in_review(), assets=(asset(),)))
    assert not drawing(job)

    assert len(drawing(results.mark_asset_failed(job, job.assets[0].id, ERROR))) == 3


def test_an_approval_waits_for_nothing_and_a_take_waits_for_its_first_frame() -> None:
    job = ordered(asked(in_review("one", "two"), sceneNumbers=[1]))

    approved = send(job, "approve_storyboard")

    assert filmed(approved) == [approved.active_scenes[1].take_id]
    assert drawing(approved) == [str(frame_in(approved).id)]
    frame = frame_in(approved)
    done = first_frames.mark_drawn(approved, frame.id, picture(approved, frame))
    assert filmed(done) == [scene.take_id for scene in done.active_scenes]
    assert filmed(not_drawn(approved)) == [scene.take_id for scene in approved.active_scenes]


def test_a_take_whose_first_frame_is_chosen_does_not_wait_for_another() -> None:
    job = asked(drawn(asked(in_review("one"))), "again", sceneNumbers=[1])

    approved = send(job, "approve_storyboard")

    assert filmed(approved) == [approved.active_scenes[0].take_id]


def test_a_scene_that_is_rewritten_keeps_its_first_frame() -> None:
    job = drawn(asked(in_review("one", "two")))

    other = send(job, "regenerate_scene", sceneNumber=1, feedback="calmer")
    other = results.apply_plan(other, 2, plan("ONE", "two"), [], NOW, MODEL_CHOICE)

    assert chosen_first_frame(other, other.active_scenes[0]) == frame_in(other)
    assert is_outdated(other.active_scenes[0], frame_in(other))


def test_the_audit_trail_tells_which_scenes_are_drawn_and_which_picture_is_chosen() -> None:
    before = in_review("one", "two")
    message = parse_message("draw_first_frames", {"feedback": "warmer"})
    sender = Sender(by=SenderKind.KEY)

    entry = entry_of_message(before, message, "r", sender, NOW, asked(before))
    assert entry.details == {"sceneNumbers": [1, 2], "fields": ["feedback"]}

    some = str(some_id("frame"))
    choice = parse_message("choose_first_frame", {"sceneNumber": 1, "firstFrameId": some})
    entry = entry_of_message(before, choice, "r", sender, NOW, before)
    assert entry.details == {"sceneNumber": 1, "firstFrameId": some}
