"""How many scenes a film has, and how long they are at most."""

import pytest

from domain.film_format import frames
from domain.job.storyboard import MAX_SCENE_FRAMES
from domain.rules.storyboard.storyboard_repair import fit_durations, repair_storyboard
from domain.scene_limits import SceneLimits


@pytest.mark.parametrize(
    ("film", "seconds", "least", "longest"),
    [
        (30, None, 3, MAX_SCENE_FRAMES),
        (30, 15, 3, frames(15)),
        (60, 10, 6, frames(10)),
        (70, 10, 7, frames(10)),
        (30, 90, 3, MAX_SCENE_FRAMES),
    ],
)
def test_a_film_has_so_many_scenes_that_its_model_can_film_each(
    film: int, seconds: float | None, least: int, longest: int
) -> None:
    limits = SceneLimits().filmed_by(seconds).for_film(frames(film))

    assert (limits.least, limits.most, limits.longest) == (least, 7, longest)


def test_a_film_that_the_model_cannot_film_in_any_number_of_scenes_is_planned_all_the_same() -> None:
    assert SceneLimits().filmed_by(10).for_film(frames(71)) == SceneLimits(least=3, most=7, longest=MAX_SCENE_FRAMES)


@pytest.mark.parametrize("seconds", [(50, 5, 5), (1, 1, 58), (20, 20, 20)])
def test_no_scene_of_a_written_storyboard_is_longer_than_its_model_films(seconds: tuple[float, ...]) -> None:
    scenes = [{"description": f"A cup {number}.", "duration": each} for number, each in enumerate(seconds)]
    limits = SceneLimits().filmed_by(15).for_film(frames(60))

    repaired = repair_storyboard({"scenes": scenes}, frames(60), limits, ())

    assert repaired is not None
    lengths = [frames(scene.duration) for scene in repaired.scenes]
    assert sum(lengths) == frames(60)
    assert max(lengths) <= frames(15)


def test_scenes_that_cannot_be_short_enough_are_shared_as_ever() -> None:
    assert fit_durations([10, 10], frames(40), frames(15)) == [frames(20), frames(20)]
