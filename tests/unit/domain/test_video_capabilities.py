"""What a model can do, and what of a scene's wishes it does not meet."""

from datetime import date
from typing import Any

import pytest

from domain.errors import InputRejected
from domain.vendors.video_capabilities import (
    NativeAudio,
    VideoCapabilities,
    Wish,
    Wishes,
    granted,
    unmet,
    whole_seconds,
)


def able(**abilities: Any) -> VideoCapabilities:
    return VideoCapabilities(provider="zeta", model="zeta-1", as_of=date(2026, 12, 1), **abilities)


@pytest.mark.parametrize(("seconds", "slot"), [(1, 4), (4, 4), (4.0000001, 4), (4.1, 6), (8, 8)])
def test_a_scene_gets_the_shortest_clip_that_holds_it(seconds: float, slot: float) -> None:
    assert able(seconds=(8, 4, 6)).slot(seconds) == slot


def test_a_scene_that_is_longer_than_any_clip_is_refused_by_name() -> None:
    with pytest.raises(InputRejected, match=r"^Zeta's zeta-1 films 15 s at most and the scene is 16 s long"):
        able(seconds=whole_seconds(4, 15)).slot(16)


def test_a_model_without_lengths_films_any() -> None:
    assert able().slot(7.3) == 7.3


@pytest.mark.parametrize(
    ("wishes", "wish", "words"),
    [
        (Wishes(audio=True), Wish.AUDIO, "Zeta's zeta-1 makes no sound"),
        (Wishes(first_frame=True, last_frame=True), Wish.LAST_FRAME, "Zeta's zeta-1 takes no last frame"),
        (Wishes(references=1), Wish.REFERENCES, "Zeta's zeta-1 takes no reference pictures"),
        (Wishes(seed=True), Wish.SEED, "Zeta's zeta-1 takes no seed"),
    ],
)
def test_what_a_model_can_never_do_is_refused_by_name(wishes: Wishes, wish: Wish, words: str) -> None:
    (found,) = unmet(able(), wishes)

    assert (found.wish, found.reason, found.is_refused) == (wish, words, True)
    assert not getattr(granted(able(), wishes), wish)


def test_a_model_that_must_begin_from_a_picture_refuses_a_scene_without() -> None:
    (found,) = unmet(able(first_frame_required=True), Wishes())

    assert (found.wish, found.is_refused) == (Wish.FIRST_FRAME, True)


def test_references_make_way_for_a_first_frame_and_a_last_frame_alone_makes_way_for_references() -> None:
    model = able(references=3, references_exclude_frames=True, last_frame=True)
    framed = Wishes(first_frame=True, references=2)
    ending = Wishes(last_frame=True, references=2)

    assert [(each.wish, each.is_refused) for each in unmet(model, framed)] == [(Wish.REFERENCES, False)]
    assert granted(model, framed) == Wishes(first_frame=True)
    assert [(each.wish, each.is_refused) for each in unmet(model, ending)] == [(Wish.LAST_FRAME, False)]
    assert granted(model, ending) == Wishes(references=2)


def test_of_too_many_references_the_first_are_sent_and_it_is_said() -> None:
    model, wishes = able(references=3), Wishes(references=5)

    assert granted(model, wishes).references == 3
    (found,) = unmet(model, wishes)
    assert found.reason == ("Zeta's zeta-1 takes 3 reference pictures at most and the scene has 5; it gets the first 3")
    assert not found.is_refused


@pytest.mark.parametrize(("seconds", "size"), [(6, "16:9"), (8, "9:16")])
def test_references_that_go_with_some_clips_only_are_left_out_of_others(seconds: float, size: str) -> None:
    model = able(references=3, reference_seconds=(8,), reference_sizes=("16:9",))

    assert granted(model, Wishes(references=2, seconds=8, size="16:9")).references == 2
    assert granted(model, Wishes(references=2, seconds=seconds, size=size)).references == 0


def test_a_length_that_excludes_references_is_the_reason_also_where_a_still_is_drawn_instead() -> None:
    model = able(references=3, references_exclude_frames=True, reference_seconds=(8,))

    (found,) = unmet(model, Wishes(references=2, first_frame=True, seconds=6, size="16:9"))

    assert found.reason == "Zeta's zeta-1 takes reference pictures only with clips of 8 s"


@pytest.mark.parametrize(
    ("audio", "wanted", "sounds"),
    [
        (NativeAudio.NONE, True, False),
        (NativeAudio.OPTIONAL, True, True),
        (NativeAudio.OPTIONAL, False, False),
        (NativeAudio.ALWAYS, False, True),
    ],
)
def test_whether_a_clip_has_sound_is_known_before_it_is_bought(audio: NativeAudio, wanted: bool, sounds: bool) -> None:
    assert able(audio=audio).sounds(wanted) == sounds


def test_silence_of_a_model_that_always_sings_cannot_be_had_and_is_said() -> None:
    (found,) = unmet(able(audio=NativeAudio.ALWAYS), Wishes(silence=True))

    assert (found.wish, found.is_refused) == (Wish.SILENCE, False)
