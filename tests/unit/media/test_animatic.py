import itertools
from fractions import Fraction
from pathlib import Path

import anyio.to_process
import av
import numpy as np
import pytest

from domain.film_format import FPS, HANDLE_FRAMES, FilmFormat, Transition
from domain.job.storyboard import Scenario, ShotType
from domain.ports.video import Shot
from media.animatic.render import draw_clip, draw_clip_with_progress, read_progress
from media.animatic.scene import AnimaticScene
from media.images.yuv_planes import to_image
from tests.unit.media.material import SHAPES, Picture, a_photo, a_product, a_shot, a_vendors_clip, key_numbers, pictures


def drawn(shot: Shot, number: int) -> Picture:
    return np.asarray(AnimaticScene(shot).frame(number)[0], dtype=np.uint8)


def difference(one: Picture, other: Picture) -> float:
    """Mean over the pixels, in levels."""
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())


@pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
def test_a_clip_has_the_size_rate_and_exactly_the_frames_asked_and_its_handle(
    tmp_path: Path, format: FilmFormat
) -> None:
    draw_clip(a_shot(format=format, frames=31), tmp_path / "clip.mp4", lambda _: None)

    with av.open(str(tmp_path / "clip.mp4")) as container:
        stream = container.streams.video[0]
        times = [frame.time for frame in container.decode(stream)]
        assert (stream.width, stream.height, stream.pix_fmt) == (format.width, format.height, "yuv420p")
        assert stream.codec_context.name == "h264"
        assert stream.average_rate == Fraction(FPS)
        assert not container.streams.audio
    assert times == pytest.approx([number / FPS for number in range(31 + HANDLE_FRAMES)])


def test_a_clip_can_be_entered_at_its_start_after_a_transition_and_at_its_handle(tmp_path: Path) -> None:
    draw_clip(a_shot(frames=60), tmp_path / "clip.mp4", lambda _: None)

    assert key_numbers(tmp_path / "clip.mp4") == [0, HANDLE_FRAMES, 60]


def test_the_caller_hears_of_every_frame(tmp_path: Path) -> None:
    seen: list[int] = []

    draw_clip(a_shot(frames=5), tmp_path / "clip.mp4", seen.append)

    assert seen == list(range(1, 5 + HANDLE_FRAMES + 1))


def test_progress_is_left_in_a_file_for_other_processes(tmp_path: Path) -> None:
    progress = tmp_path / "progress"
    assert read_progress(progress) == 0.0

    draw_clip_with_progress(a_shot(frames=20), tmp_path / "clip.mp4", progress)

    assert read_progress(progress) == 1.0


async def test_a_clip_can_be_drawn_in_a_process_of_its_own(tmp_path: Path) -> None:
    clip, progress = tmp_path / "clip.mp4", tmp_path / "progress"

    await anyio.to_process.run_sync(draw_clip_with_progress, a_shot(frames=5), clip, progress)

    assert (len(pictures(clip)), read_progress(progress)) == (5 + HANDLE_FRAMES, 1.0)


@pytest.mark.parametrize("shot_type", ShotType)
@pytest.mark.parametrize("source", ["photo", "product", "nothing"])
def test_no_second_is_black_or_frozen(tmp_path: Path, shot_type: ShotType, source: str) -> None:
    material = {"photo": [a_photo(tmp_path / "p.png")], "product": [a_product(tmp_path / "b.png")], "nothing": []}
    scene = AnimaticScene(a_shot(*material[source], shot_type=shot_type, frames=60))
    shown = [np.asarray(scene.frame(number)[0]) for number in range(0, 60, 15)]

    assert all(frame.mean() > 20 for frame in shown)
    assert all(difference(one, other) > 0.05 for one, other in itertools.pairwise(shown))


def test_the_same_frame_is_drawn_the_same_in_any_order(tmp_path: Path) -> None:
    shot = a_shot(a_photo(tmp_path / "p.png"))
    scene = AnimaticScene(shot)
    late, early = scene.frame(40), scene.frame(3)

    again = AnimaticScene(shot)
    assert to_image(again.frame(3)).tobytes() == to_image(early).tobytes()
    assert to_image(again.frame(40)).tobytes() == to_image(late).tobytes()


@pytest.mark.parametrize("source", ["photo", "product", "nothing"])
@pytest.mark.parametrize("shot_type", ShotType)
def test_another_seed_films_the_scene_another_way(tmp_path: Path, source: str, shot_type: ShotType) -> None:
    material = {"photo": [a_photo(tmp_path / "p.png")], "product": [a_product(tmp_path / "b.png")], "nothing": []}
    frames = [drawn(a_shot(*material[source], shot_type=shot_type, seed=seed), 5) for seed in range(1, 5)]

    for one, other in itertools.pairwise(frames):
        assert difference(one, other) > 0.5


def test_the_transition_shows_in_how_a_scene_begins_to_move(tmp_path: Path) -> None:
    photo = a_photo(tmp_path / "p.png")

    def movement(transition: Transition) -> float:
        scene = AnimaticScene(a_shot(photo, transition=transition, script="", frames=90))
        return difference(*(np.asarray(scene.frame(number)[0], dtype=np.uint8) for number in (0, 6)))

    assert movement(Transition.CUT) > 1.5 * movement(Transition.CROSSFADE) > 1.5 * movement(Transition.FADE)


def test_a_transition_is_over_before_the_first_words_appear() -> None:
    faded = AnimaticScene(a_shot(transition=Transition.CROSSFADE))
    hard = AnimaticScene(a_shot(transition=Transition.CUT))

    assert faded.captions[0].start == HANDLE_FRAMES
    assert hard.captions[0].start == 0


def test_shot_types_stand_at_different_distances(tmp_path: Path) -> None:
    photo = a_photo(tmp_path / "p.png")
    frames = [drawn(a_shot(photo, shot_type=shot_type, script=""), 44) for shot_type in ShotType]

    # Without a product to cut out, medium and product are both a card: they differ in travel only.
    wide, medium, close_up, product = frames
    assert difference(wide, close_up) > 5
    assert difference(wide, medium) > 5
    assert difference(medium, product) > 0.2


def test_broken_and_missing_pictures_are_left_out(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnothing else")
    photo = a_photo(tmp_path / "p.png")

    with_broken = drawn(a_shot(broken, tmp_path / "missing.jpg", photo), 10)

    assert np.array_equal(with_broken, drawn(a_shot(photo), 10))


def test_several_pictures_follow_each_other(tmp_path: Path) -> None:
    one, other = a_photo(tmp_path / "1.png", seed=1), a_photo(tmp_path / "2.png", seed=2)
    both = a_shot(one, other, script="", frames=60)

    assert np.array_equal(drawn(both, 0), drawn(a_shot(one, script="", frames=60), 0))
    assert difference(drawn(both, 50), drawn(a_shot(one, script="", frames=60), 50)) > 10


def test_a_video_is_a_picture_by_its_middle_frame(tmp_path: Path) -> None:
    clip = a_vendors_clip(tmp_path / "clip.mp4", size=(360, 640))

    shown = drawn(a_shot(clip, script="", shot_type=ShotType.WIDE), 10)

    columns = shown[40:120].mean(axis=0)
    assert columns[80:120].max() > columns[:40].max() + 50


def test_a_scene_without_words_or_pictures_says_what_it_is_about() -> None:
    assert AnimaticScene(a_shot(script="")).captions


def test_a_call_to_action_stands_on_a_button(tmp_path: Path) -> None:
    product = a_product(tmp_path / "b.png")
    plain = AnimaticScene(a_shot(product, script="Buy it now"))
    button = AnimaticScene(a_shot(product, script="Buy it now", scenario=Scenario.CTA))

    assert len(button.captions[-1].lines) == 1
    assert len(plain.captions[-1].lines) > 1


def test_what_is_drawn_survives_encoding(tmp_path: Path) -> None:
    shot = a_shot(a_photo(tmp_path / "p.png"), frames=20)
    draw_clip(shot, tmp_path / "clip.mp4", lambda _: None)

    shown = pictures(tmp_path / "clip.mp4")[10][: shot.format.height]

    assert difference(shown, drawn(shot, 10)) < 4
