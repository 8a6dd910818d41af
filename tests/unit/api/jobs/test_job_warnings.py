"""The warnings of a job as its clients see them."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from api.schemas.jobs.job import job_view
from domain.base import evolve
from domain.brief import AssetRole, AssetType, Brand
from domain.clients.client_limits import MonthSpend
from domain.errors import ErrorInfo
from domain.job.filming.choices import Filming, SceneAudio
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.storyboard import ADJUSTMENTS
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.take import Take
from domain.rules import results
from tests.unit.domain.jobs import (
    ERROR,
    MODEL_CHOICE,
    NOW,
    PRICE,
    asset,
    clip_of,
    completed,
    cutting,
    fail,
    film,
    film_of,
    filming,
    generating,
    in_review,
    order,
    plan,
    plan_revision,
    send,
    take_of,
)
from tests.unit.domain.spoken_jobs import with_choices


def test_a_job_that_ordered_when_the_month_was_nearly_used_up_is_warned() -> None:
    spend = MonthSpend(month=date(2026, 11, 1), spent=Decimal(85), limit=Decimal(100))

    (warning,) = job_view(evolve(filming(), budget_warning=spend)).warnings

    assert warning.code == "budget_nearly_used_up"
    assert "client client had spent 85.00 USD of the 100.00 USD that it may in November 2026 (UTC)" in warning.message


def ready(name: str, role: str = AssetRole.PRODUCT) -> JobAsset:
    return evolve(asset(name), status=AssetStatus.READY, role=role)


def showing(job: Job, *assets: JobAsset) -> Job:
    """The job whose first scene shows these assets."""
    scene = job.active_scenes[0]
    text = evolve(scene.text, assets=tuple(each.id for each in assets))
    job = evolve(job.with_scenes(evolve(scene, text=text)), assets=assets)
    return job.with_take(evolve(scene.take, text=text)) if scene.take else job


def filmed_without(job: Job, *left_out: LeftOut, sound_error: str | None = None) -> Job:
    """The job after its first scene was filmed without that."""
    take = take_of(job)
    filmed = results.mark_filmed(order(job, 1), take.id, "original", left_out)
    clip = evolve(clip_of(take), sound_error=sound_error)
    return results.mark_prepared(filmed, take.id, clip)


def not_shown(picture: JobAsset) -> LeftOut:
    return LeftOut(what=Ingredient.PICTURE, reason="it cannot be opened", asset=picture.id)


def warnings_of(job: Job) -> list[tuple[str, str]]:
    return [(warning.code, warning.message) for warning in job_view(job).warnings]


def todo(job: Job, about: JobAsset) -> str:
    url = f"/api/v3/jobs/{job.id}/assets/{about.id}"
    return f"replace it with PATCH {url}, or remove it with DELETE {url}"


@pytest.mark.parametrize("others", [(), (ready("other"),)])
def test_a_picture_that_a_scene_lacks_is_named_with_what_the_scene_shows_instead(others: tuple[JobAsset, ...]) -> None:
    tin = ready("tin")
    job = filmed_without(showing(filming(), tin, *others), not_shown(tin))

    instead = "its other pictures alone" if others else "no picture"
    assert warnings_of(job) == [
        ("picture_left_out", f"asset tin: it cannot be opened; scene 1 shows {instead}; {todo(job, tin)}")
    ]


def test_an_asset_that_failed_says_in_review_what_its_scene_will_lack() -> None:
    tin = evolve(asset("tin"), status=AssetStatus.FAILED, error=ERROR)
    job = showing(in_review(), tin)

    assert warnings_of(job) == [
        (ERROR.code, f"asset tin: not this picture; scene 1 shows no picture; {todo(job, tin)}")
    ]


def test_a_picture_that_no_scene_shows_is_named_unless_it_may_be_a_reference() -> None:
    tin, mood = ready("tin"), ready("mood", AssetRole.REFERENCE)
    job = evolve(in_review(), assets=(tin, mood))

    remove = f"DELETE /api/v3/jobs/{job.id}/assets/{tin.id}"
    assert warnings_of(job) == [
        ("asset_not_shown", f"asset tin: no scene shows it; name it in a scene's assets, or remove it with {remove}")
    ]
    failed = evolve(job, assets=(evolve(tin, status=AssetStatus.FAILED, error=ERROR),))
    assert warnings_of(failed) == [(ERROR.code, f"asset tin: not this picture; no scene shows it; {todo(job, tin)}")]


def test_a_sound_that_the_film_does_not_play_is_named_with_what_helps() -> None:
    voice, song, wind = (
        evolve(ready(name, role), type=AssetType.AUDIO)
        for name, role in (("voice", "voice"), ("song", "Music"), ("wind", "sound"))
    )
    job = evolve(with_choices(in_review(), voice="none", music="none"), assets=(voice, song, wind))

    url = f"/api/v3/jobs/{job.id}"
    ends = {each.name: f"or remove it with DELETE {url}/assets/{each.id}" for each in job.assets}
    as_music = f"give it the role music with PATCH {url}/assets/{wind.id}"
    assert warnings_of(job) == [
        (
            "asset_not_heard",
            f"asset voice: the film has no voice-over; set production.voice with PATCH {url}, {ends['voice']}",
        ),
        (
            "asset_not_heard",
            f"asset song: the film has no music; set production.music to auto with PATCH {url}, {ends['song']}",
        ),
        ("asset_not_heard", f"asset wind: the film does not play it; {as_music}, {ends['wind']}"),
    ]
    played = with_choices(job, voice="local", music="auto")
    assert [message.partition(":")[0] for _, message in warnings_of(played)] == ["asset wind"]


def test_a_logo_on_the_end_card_or_in_the_corner_need_not_be_in_a_scene() -> None:
    logo = evolve(ready("logo", "logo"), content_type="image/png", blob_key="assets/logo")

    for choices, is_shown in (
        ({"logo": "end_card", "endCard": "auto"}, True),
        ({"logo": "corner", "endCard": "none"}, True),
        ({"logo": "none", "endCard": "auto"}, False),
    ):
        job = evolve(with_choices(in_review(), **choices), assets=(logo,))
        assert (warnings_of(job) == []) is is_shown


def test_a_scene_that_was_filmed_before_its_picture_was_lost_lacks_nothing() -> None:
    tin = evolve(asset("tin"), status=AssetStatus.FAILED, error=ERROR)
    job = film(showing(filming(), tin), 1)

    assert warnings_of(job) == [(ERROR.code, f"asset tin: not this picture; {todo(job, tin)}")]


def test_a_film_that_was_cut_without_its_music_says_so_until_it_is_cut_again() -> None:
    song = ready("song", AssetRole.MUSIC)
    job = evolve(cutting(), assets=(song,))
    unheard = LeftOut(what=Ingredient.MUSIC, reason="it cannot be decoded", asset=song.id)
    cut = results.apply_film(job, evolve(film_of(job), left_out=(unheard,)))

    assert warnings_of(cut) == [
        ("music_left_out", f"asset song: it cannot be decoded; the film has no music of it; {todo(job, song)}")
    ]
    assert warnings_of(evolve(cut, cut_revision=1)) == []


def test_a_scene_that_still_shows_a_picture_that_was_taken_away_says_so() -> None:
    tin, cup = ready("tin"), ready("cup")
    job = filmed_without(showing(filming(), tin, cup), not_shown(tin))

    assert warnings_of(send(job, "asset_removed", asset=str(tin.id))) == []
    assert ("pictures_changed", STALE) in warnings_of(send(job, "asset_removed", asset=str(cup.id)))


STALE = "scene 1 still shows the pictures that it had when it was filmed; regenerate it to show those that it has now"


def test_sound_and_words_that_a_clip_lacks_are_warnings_of_their_scene() -> None:
    unset = LeftOut(what=Ingredient.CAPTIONS, reason="no font")
    job = filmed_without(filming(), unset, sound_error="its header is damaged")

    assert warnings_of(job) == [
        ("captions_left_out", "scene 1 shows no words: no font; change its script and regenerate it"),
        (
            "sound_left_out",
            "scene 1 is silent: its header is damaged; regenerate it, or supply its clip with another sound as "
            "video_url",
        ),
    ]


@pytest.mark.parametrize(
    ("what", "effect"),
    [
        (Ingredient.CHAIN, "does not begin where the scene before ends"),
        (Ingredient.FIRST_FRAME, "does not begin from its first frame"),
        (Ingredient.LAST_FRAME, "does not end on its picture"),
        (Ingredient.REFERENCES, "lacks reference pictures"),
        (Ingredient.SEED, "is filmed without its seed"),
    ],
)
def test_what_the_model_does_another_way_is_a_warning_of_the_scene_with_the_reason(
    what: Ingredient, effect: str
) -> None:
    job = filmed_without(filming(), LeftOut(what=what, reason="Acme's model-1 cannot"))

    ((code, message),) = warnings_of(job)

    assert code == f"{what}_left_out"
    assert message.startswith(f"scene 1 {effect}: Acme's model-1 cannot; ")


def filmed_so(job: Job, **choices: Any) -> Job:
    """The job whose first scene is to be filmed so."""
    scene = job.active_scenes[0]
    return job.with_scenes(evolve(scene, text=evolve(scene.text, filming=Filming(**choices))))


def test_a_scene_that_could_not_be_filmed_silent_says_that_the_film_leaves_its_sound_out() -> None:
    sings = LeftOut(what=Ingredient.SILENCE, reason="Acme's model-1 makes sound with every clip")
    job = filmed_without(filmed_so(filming(), audio=SceneAudio.OFF), sings)

    ((code, message),) = warnings_of(job)

    assert code == "silence_left_out"
    assert message.startswith("scene 1 is silent in the film, which leaves out its clip's sound: Acme's model-1 ")
    assert warnings_of(filmed_so(job, audio=SceneAudio.NATIVE)) == []


def test_a_product_that_models_are_shown_is_not_missing_in_the_scenes() -> None:
    tin = ready("tin")
    job = evolve(in_review(), assets=(tin,))
    assert [code for code, _ in warnings_of(job)] == ["asset_not_shown"]

    assert warnings_of(filmed_so(job, references=(tin.id,))) == []


def test_a_picture_that_cannot_be_used_says_what_the_filming_of_its_scene_lacks() -> None:
    tin = evolve(ready("tin"), status=AssetStatus.FAILED, error=ERROR)
    job = filmed_so(evolve(in_review(), assets=(tin,)), references=(tin.id,), last_frame=tin.id)
    effects = "the model of scene 1 is not shown it; scene 1 does not end on it"

    assert warnings_of(job) == [(ERROR.code, f"asset tin: not this picture; {effects}; {todo(job, tin)}")]


def test_a_reference_that_a_clip_lacks_is_told_once_with_its_asset() -> None:
    tin = ready("tin", AssetRole.REFERENCE)
    lost = LeftOut(what=Ingredient.REFERENCES, reason="it cannot be opened", asset=tin.id)
    job = filmed_without(filmed_so(evolve(filming(), assets=(tin,)), references=(tin.id,)), lost)

    assert warnings_of(job) == [
        (
            "references_left_out",
            f"asset tin: it cannot be opened; the model of scene 1 is not shown it; {todo(job, tin)}",
        )
    ]


def test_a_clip_of_another_provider_than_the_first_is_a_warning_with_its_reason() -> None:
    job = send(fail(filming("one"), 1), "retry_failed_scenes")
    refused, instead = job.active_scenes[0].takes
    job = film(job.with_take(evolve(instead, fallback_of=refused.id, provider="another", price=PRICE)), 1)

    assert warnings_of(job) == [
        (
            "filmed_by_fallback",
            "scene 1 is filmed by another in place of test: not this picture; it may look different from the others; "
            "regenerate it to try again",
        )
    ]


def test_a_scene_that_continues_another_clip_than_the_one_before_it_now_is_stale_and_says_so() -> None:
    job = film(film(filming("one", "two"), 1), 2)
    follower = take_of(job, 2)
    job = job.with_take(evolve(follower, chained_from=take_of(job, 1).id))
    assert warnings_of(job) == []

    again = film(send(job, "regenerate_scene", sceneNumber=1), 1)
    turned = send(job, "scenes_ordered", sceneIds=[str(scene.id) for scene in reversed(job.active_scenes)])

    assert warnings_of(again) == [
        (
            "scene_before_changed",
            "scene 2 begins where an earlier clip of scene 1 ended; regenerate it to begin where scene 1 ends now; "
            "it is not filmed again by itself",
        )
    ]
    assert [scene.stale for scene in job_view(again).scenes] == [False, True]
    assert warnings_of(turned) == [
        (
            "scene_before_changed",
            "scene 1 begins where a clip ended that is not before it any more; regenerate it, or leave it so",
        )
    ]


def test_a_reason_of_any_length_leaves_room_for_what_to_do() -> None:
    tin = evolve(asset("tin"), status=AssetStatus.FAILED, error=ErrorInfo(code="long", message="no" * 1_000))

    ((_, message),) = warnings_of(showing(in_review(), tin))

    assert len(message) == 2_000
    assert message.endswith(todo(in_review(), tin))


def test_a_take_notes_each_ingredient_that_it_lacks_once() -> None:
    tin = not_shown(ready("tin"))
    take: Take = take_of(filmed_without(results.note_left_out(order(filming(), 1), take_of(filming()).id, (tin,)), tin))

    assert take.left_out == (tin,)


def test_a_film_that_could_not_be_signed_is_a_warning() -> None:
    job = completed()
    assert job.film
    unsigned = LeftOut(what=Ingredient.CREDENTIALS, reason="chain.pem cannot be read")

    ((code, message),) = warnings_of(evolve(job, film=evolve(job.film, left_out=(unsigned,))))

    assert code == "credentials_left_out"
    assert message.startswith("the film says nothing of where it comes from: chain.pem cannot be read; the film itself")


def test_a_film_without_its_ai_label_is_a_warning() -> None:
    job = completed()
    assert job.film
    unlabelled = LeftOut(what=Ingredient.LABEL, reason="it cannot be drawn (ValueError)")

    ((code, message),) = warnings_of(evolve(job, film=evolve(job.film, left_out=(unlabelled,))))

    assert code == "label_left_out"
    assert message.startswith("the film does not show the words that say that AI made it: it cannot be drawn")


def test_a_completed_job_that_lacks_nothing_has_no_warnings() -> None:
    assert warnings_of(completed()) == []


def test_what_was_adjusted_in_the_storyboard_is_a_warning_of_the_job() -> None:
    written = plan("dawn", "noon", "dusk")
    adjusted = written.model_copy(update={"metadata": {ADJUSTMENTS: "scene 1 was cta and is now hook"}})
    new_ids = [uuid4() for _ in written.scenes]

    job, untouched = (
        results.apply_plan(generating(), 1, each, new_ids, NOW, MODEL_CHOICE) for each in (adjusted, written)
    )

    assert [(warning.code, warning.message) for warning in job_view(job).warnings] == [
        (
            "storyboard_adjusted",
            "the planner's storyboard broke rules and was adjusted: scene 1 was cta and is now hook",
        )
    ]
    assert job_view(untouched).warnings == ()


def test_a_storyboard_that_is_written_anew_says_for_which_scenes_filming_was_chosen_before() -> None:
    job = send(in_review(), "scene_updated", scene=2, filming={"seed": 7})
    assert warnings_of(job) == []

    anew = plan_revision(send(job, "reject_storyboard", feedback="warmer"), job.revision + 1, NOW)

    assert warnings_of(anew) == [
        (
            "filming_as_usual",
            "the storyboard was written anew, so that its scenes are filmed as usual again; in the one before, filming "
            "was chosen for scene 2; choose it again where it is still meant",
        )
    ]
    assert warnings_of(send(anew, "scene_updated", scene=1, filming={"seed": 7})) == []
    assert warnings_of(send(anew, "approve_storyboard")) == []


def test_a_scene_that_a_person_changes_back_or_has_rewritten_is_no_reason_to_warn() -> None:
    chosen = send(in_review(), "scene_updated", scene=2, filming={"seed": 7})
    rewritten = plan_revision(send(chosen, "regenerate_scene", sceneNumber=2), chosen.revision + 1, NOW)

    assert warnings_of(send(chosen, "scene_updated", scene=2, filming={})) == []
    assert rewritten.active_scenes[1].text.filming == Filming(seed=7)
    assert warnings_of(rewritten) == []


def test_a_font_that_we_do_not_have_is_replaced_by_the_nearest_and_that_is_said() -> None:
    def warned(font: str) -> list[str]:
        creative = evolve(completed().brief.creative, brand=Brand(font=font))
        job = evolve(completed(), brief=evolve(completed().brief, creative=creative))
        return [each.message for each in job_view(job).warnings]

    assert warned("Lora") == warned("") == []
    (message,) = warned("EB Garamond")
    assert message.startswith("there is no font EB Garamond; Lora is nearest")
