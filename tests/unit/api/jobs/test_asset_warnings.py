"""Warnings of assets: which cannot be used, are not shown or not heard, and what helps."""

import pytest

from domain.base import evolve
from domain.brief import AssetRole, AssetType
from domain.errors import ErrorInfo
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.rules import results
from tests.unit.api.jobs.warned_jobs import filmed_so, filmed_without, not_shown, ready, showing, todo, warnings_of
from tests.unit.domain.jobs import (
    ERROR,
    asset,
    cutting,
    film,
    film_of,
    filming,
    in_review,
)
from tests.unit.domain.spoken_jobs import with_choices


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


def test_a_reason_of_any_length_leaves_room_for_what_to_do() -> None:
    tin = evolve(asset("tin"), status=AssetStatus.FAILED, error=ErrorInfo(code="long", message="no" * 1_000))

    ((_, message),) = warnings_of(showing(in_review(), tin))

    assert len(message) == 2_000
    assert message.endswith(todo(in_review(), tin))
