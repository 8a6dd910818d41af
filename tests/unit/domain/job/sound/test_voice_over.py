"""Which lines of speech a job needs."""

from domain.base import evolve
from domain.errors import ErrorInfo
from domain.job.job_asset import AssetStatus
from domain.job.model import Job, JobStatus, Stage
from domain.job.pending_work import Work, WorkKind, pending_work
from domain.job.progress import stage
from domain.job.sound.narration import narration
from domain.job.sound.scene_lines import line_of
from domain.job.sound.speech import ASSET_VOICE
from domain.job.sound.voice_over import said_before
from domain.job.takes.take import ANIMATIC
from domain.job.takes.vendor_file import FileStatus
from domain.rules import results
from domain.rules.purchases import speeches
from tests.unit.domain.jobs import (
    ERROR,
    NOW,
    STORED,
    film,
    film_of,
    filming,
    generating,
    order,
    send,
    take_of,
    write,
)
from tests.unit.domain.speeches import (
    claim,
    finished,
    line_id,
    ordered,
    ready,
    recording,
    said,
    speech_in,
    spoken,
    unsaid,
)


def spoken_work(job: Job) -> list[Work]:
    return [work for work in pending_work(job).work if work.kind is WorkKind.SPEAK]


def test_each_line_of_an_approved_storyboard_is_to_be_spoken_while_its_scenes_are_filmed() -> None:
    job = spoken("one", "two")

    assert [(work.title, work.queue) for work in spoken_work(job)] == [
        ("Speak scene 1", "greenlight-elevenlabs"),
        ("Speak scene 2", "greenlight-elevenlabs"),
    ]
    assert len(pending_work(job).work) == 4


def test_nothing_is_spoken_before_the_approval_nor_for_films_without_a_voice() -> None:
    assert spoken_work(write(generating(voice="elevenlabs"), "one")) == []
    assert spoken_work(filming("one")) == []
    assert spoken_work(spoken("one", voice="none")) == []


def test_lines_of_our_own_machines_are_spoken_where_films_are_rendered() -> None:
    (work,) = spoken_work(spoken("one", voice="local"))

    assert work.queue == "greenlight-render"


def test_a_scene_that_says_nothing_has_no_line() -> None:
    job = spoken("one", "two")
    job = job.with_scenes(evolve(job.active_scenes[0], text=evolve(job.active_scenes[0].text, script="  ")))

    assert [work.title for work in spoken_work(job)] == ["Speak scene 2"]


def test_two_scenes_that_say_the_same_have_one_line() -> None:
    job = spoken("one", "two")
    same = evolve(job.active_scenes[1].text, script=job.active_scenes[0].text.script)
    job = job.with_scenes(evolve(job.active_scenes[1], text=same))

    assert len(spoken_work(job)) == 1
    assert spoken_work(said(job)) == []
    assert len(narration(said(job))) == 2


def test_the_cut_waits_for_the_lines() -> None:
    job = film(spoken("one"), 1)
    assert [work.kind for work in pending_work(job).work] == [WorkKind.SPEAK]
    assert stage(job) is Stage.FILMING

    assert [work.kind for work in pending_work(said(job)).work] == [WorkKind.CUT]
    assert stage(said(job)) is Stage.CUTTING


def test_a_line_that_failed_does_not_hold_the_cut_up() -> None:
    job = unsaid(film(spoken("one"), 1))

    assert [work.kind for work in pending_work(job).work] == [WorkKind.CUT]


def test_a_changed_word_is_one_new_line_and_the_words_of_before_are_not_bought_again() -> None:
    before = finished("one", "two")
    job = send(before, "scene_updated", scene=1, script="One, spoken anew")

    assert job.status is JobStatus.PROCESSING
    assert [work.title for work in spoken_work(job)] == ["Speak scene 1"]
    back = send(job, "scene_updated", scene=1, script=before.active_scenes[0].text.script)
    assert spoken_work(back) == []
    assert back.film_id == before.film_id


def test_what_was_ordered_for_words_that_are_gone_is_settled_and_nothing_else_of_them() -> None:
    wanted, asked = spoken("one"), claim(spoken("one"))

    assert [work.title for work in spoken_work(send(wanted, "scene_updated", scene=1, script="other"))] == [
        "Speak scene 1"
    ]
    changed = send(asked, "scene_updated", scene=1, script="other")
    assert [work.title for work in spoken_work(changed)] == ["Settle a line", "Speak scene 1"]


def test_a_cancelled_job_is_not_over_before_its_ordered_lines_are_settled() -> None:
    job = send(ordered(spoken("one")), "cancel")
    assert [work.kind for work in pending_work(job).work] == [WorkKind.SPEAK]
    assert not pending_work(job).is_over

    done = speeches.fail(job, job.speeches[0].id, ERROR, NOW)
    assert pending_work(done).is_over


def test_an_animatic_waits_for_all_lines_and_a_vendor_does_not() -> None:
    job = spoken("one", "two")
    drawn = job.with_take(evolve(take_of(job, 1), provider=ANIMATIC))

    assert [work.title for work in pending_work(drawn).work if work.kind is WorkKind.FILM] == ["Scene 2, take 1"]
    assert len([work for work in pending_work(said(said(drawn, 1), 2)).work if work.kind is WorkKind.FILM]) == 2


def test_within_a_budget_footage_is_ordered_before_lines() -> None:
    job = spoken("one", "two", maxCost="5")
    assert spoken_work(job) == []

    ordering = order(order(job, 1), 2)
    assert [work.title for work in spoken_work(ordering)] == ["Speak scene 1", "Speak scene 2"]
    again = send(film(claim(ordering), 2), "regenerate_scene", sceneNumber=2)
    assert [work.title for work in spoken_work(again)] == ["Speak scene 1"]


def test_an_animatic_waits_for_a_recording_that_is_being_fetched() -> None:
    job = spoken("one", assets=(recording(status=AssetStatus.PENDING),))
    drawn = job.with_take(evolve(take_of(job, 1), provider=ANIMATIC))

    assert [work.kind for work in pending_work(drawn).work] == [WorkKind.INGEST]
    without = results.mark_asset_failed(drawn, recording().id, ERROR)
    assert [work.kind for work in pending_work(without).work] == [WorkKind.FILM]


def test_a_recording_that_no_scene_names_is_the_whole_films_line() -> None:
    job = spoken("one", "two", assets=(recording(),))
    first, second = (line_of(job, scene) for scene in job.active_scenes)

    assert first
    assert first.provider == ASSET_VOICE
    assert first.text == "one, spoken\ntwo, spoken"
    assert second is None
    assert [work.queue for work in spoken_work(job)] == ["greenlight-render"]


def test_a_recording_that_a_scene_names_is_that_scenes_line_and_the_others_are_spoken() -> None:
    voice = recording()
    job = spoken("one", "two", assets=(voice,))
    scene = job.active_scenes[1]
    job = job.with_scenes(evolve(scene, text=evolve(scene.text, assets=(voice.id,))))

    first, second = (line_of(job, scene) for scene in job.active_scenes)
    assert first
    assert (first.provider, first.asset) == ("elevenlabs", None)
    assert second
    assert (second.provider, second.asset) == (ASSET_VOICE, voice.id)


def test_the_recording_of_a_scene_that_is_deleted_becomes_nobody_elses_line() -> None:
    voice = recording()
    job = spoken("one", "two", assets=(voice,))
    scene = job.active_scenes[1]
    own = job.with_scenes(evolve(scene, text=evolve(scene.text, assets=(voice.id,))))

    without = own.with_scenes(evolve(own.active_scenes[1], deleted_at=NOW))

    assert line_of(without, without.active_scenes[0]) == line_of(own, own.active_scenes[0])


def test_no_voice_is_bought_in_place_of_a_recording_that_is_fetched_or_cannot_be() -> None:
    fetching = spoken("one", assets=(recording(status=AssetStatus.PENDING),))
    assert spoken_work(fetching) == []

    fetched = results.mark_asset_ready(fetching, recording().id, evolve(STORED, type=recording().type))
    assert len(spoken_work(fetched)) == 1
    assert spoken_work(results.mark_asset_failed(fetching, recording().id, ERROR)) == []


def test_a_recording_whose_file_is_lost_after_it_was_made_ready_is_heard_still() -> None:
    job = spoken("one", assets=(recording(),))
    speech = line_id(job)
    done = speeches.mark_ready(job, speech, ready(job, speech), NOW)
    lost = results.mark_asset_lost(done, recording().id)

    assert spoken_work(lost) == []
    assert len(narration(lost)) == 1


def test_what_is_said_before_gives_the_melody_if_the_same_voice_says_it() -> None:
    job = ordered(ordered(spoken("one", "two"), 1), 2)

    assert said_before(job, speech_in(job, 1)) == ""
    assert said_before(job, speech_in(job, 2)) == "one, spoken"


def test_a_film_keeps_its_id_when_a_line_of_it_is_lost_and_has_another_when_that_is_spoken_again() -> None:
    job = finished("one")
    lost = speeches.mark_lost(job, speech_in(job).id)

    assert lost.film_id == job.film_id
    assert not lost.film_is_stale
    assert len(narration(lost)) == 1
    assert pending_work(lost).is_over
    again = send(lost, "retry_speech")
    assert again.film_is_stale
    assert speech_in(again).status is FileStatus.WANTED


def test_a_film_that_was_cut_without_a_line_is_another_once_it_is_said() -> None:
    job = film(spoken("one"), 1)
    without = unsaid(job, error=ErrorInfo(code="busy", message="no"))

    assert without.film_id != said(job).film_id
    assert results.apply_film(without, film_of(without)).status is JobStatus.COMPLETED
