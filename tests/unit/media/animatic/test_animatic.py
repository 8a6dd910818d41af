"""Scenes are drawn from pictures and words."""

import itertools
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from domain.film_format import FPS, HANDLE_FRAMES, FilmFormat, Transition
from domain.job.storyboard import Scenario, ShotType
from domain.ports.video_and_image import Shot
from media.animatic.drawing import read_progress
from media.animatic.render import AnimaticScene, draw_clip, draw_still
from media.bounded_process import run_bounded
from media.drawing.yuv_planes import Canvas, planes_to_image
from tests.unit.media.material import (
    SHAPES,
    SMALL,
    TINY,
    FramePlanes,
    a_photo,
    a_product,
    a_shot,
    a_vendors_clip,
    decoded_frames,
    key_frame_numbers,
)

Sources = dict[str, tuple[Path, ...]]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("sources")
    photo, other = a_photo(folder / "p.png"), a_photo(folder / "q.png", seed=2)
    return {"photo": (photo,), "product": (a_product(folder / "b.png"),), "nothing": (), "two": (photo, other)}


@pytest.fixture(scope="module")
def photo(sources: Sources) -> Path:
    return sources["photo"][0]


def luma(shot: Shot, number: int) -> FramePlanes:
    return np.asarray(AnimaticScene(shot).frame(number)[0], dtype=np.uint8)


def difference(one: FramePlanes, other: FramePlanes) -> float:
    """Return the mean over the pixels, in levels."""
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())


@pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
def test_a_clip_has_the_size_rate_and_length_asked_for_and_a_handle(tmp_path: Path, format: FilmFormat) -> None:
    draw_clip(a_shot(format=format, frames=31), tmp_path / "clip.mp4")

    with av.open(str(tmp_path / "clip.mp4")) as container:
        stream = container.streams.video[0]
        times = [frame.time for frame in container.decode(stream)]
        assert (stream.width, stream.height, stream.pix_fmt) == (format.width, format.height, "yuv420p")
        assert stream.codec_context.name == "h264"
        assert stream.average_rate == Fraction(FPS)
        assert not container.streams.audio
    assert times == pytest.approx([number / FPS for number in range(31 + HANDLE_FRAMES)])


def test_a_clip_has_key_frames_at_its_start_after_a_transition_and_at_its_handle(tmp_path: Path) -> None:
    draw_clip(a_shot(frames=60), tmp_path / "clip.mp4")

    assert key_frame_numbers(tmp_path / "clip.mp4") == [0, HANDLE_FRAMES, 60]


async def test_a_clip_can_be_drawn_in_another_process_that_writes_its_progress_to_a_file(tmp_path: Path) -> None:
    clip, progress = tmp_path / "clip.mp4", tmp_path / "progress"
    assert read_progress(progress) == 0.0

    await run_bounded("a clip", 60.0, draw_clip, a_shot(frames=5), clip, progress)

    assert (len(decoded_frames(clip)), read_progress(progress)) == (5 + HANDLE_FRAMES, 1.0)


@pytest.mark.parametrize("shot_type", ShotType)
@pytest.mark.parametrize("source", ["photo", "product", "nothing"])
def test_no_half_second_is_black_or_frozen(sources: Sources, shot_type: ShotType, source: str) -> None:
    scene = AnimaticScene(a_shot(*sources[source], shot_type=shot_type, frames=60))
    shown = [np.asarray(scene.frame(number)[0]) for number in range(0, 60, 15)]

    assert all(frame.mean() > 20 for frame in shown)
    assert all(difference(one, other) > 0.05 for one, other in itertools.pairwise(shown))


def test_frames_do_not_depend_on_the_order_of_drawing(photo: Path) -> None:
    shot = a_shot(photo)
    scene = AnimaticScene(shot)
    late, early = scene.frame(40), scene.frame(3)

    again = AnimaticScene(shot)
    assert planes_to_image(again.frame(3)).tobytes() == planes_to_image(early).tobytes()
    assert planes_to_image(again.frame(40)).tobytes() == planes_to_image(late).tobytes()


@pytest.mark.parametrize("shot_type", [ShotType.WIDE, ShotType.MEDIUM])
@pytest.mark.parametrize("source", ["photo", "product", "nothing"])
def test_a_frame_does_not_depend_on_what_the_canvas_held(sources: Sources, source: str, shot_type: ShotType) -> None:
    scene = AnimaticScene(a_shot(*sources[source], shot_type=shot_type))
    canvas = Canvas(*scene.design.size)

    scene.draw(canvas.planes, 2)
    scene.draw(canvas.planes, 30)

    assert planes_to_image(canvas.planes).tobytes() == planes_to_image(scene.frame(30)).tobytes()


@pytest.mark.parametrize("source", ["photo", "product", "nothing"])
@pytest.mark.parametrize("shot_type", ShotType)
def test_another_seed_draws_the_scene_another_way(sources: Sources, source: str, shot_type: ShotType) -> None:
    frames = [luma(a_shot(*sources[source], shot_type=shot_type, seed=seed), 5) for seed in range(1, 5)]

    for one, other in itertools.pairwise(frames):
        assert difference(one, other) > 0.5


def test_the_transition_decides_how_fast_a_scene_begins_to_move(photo: Path) -> None:
    def movement(transition: Transition) -> float:
        scene = AnimaticScene(a_shot(photo, transition=transition, script="", frames=90))
        return difference(*(np.asarray(scene.frame(number)[0], dtype=np.uint8) for number in (0, 6)))

    assert movement(Transition.CUT) > 1.5 * movement(Transition.CROSSFADE) > 1.5 * movement(Transition.FADE)


def test_the_first_caption_appears_after_the_transition() -> None:
    assert AnimaticScene(a_shot(transition=Transition.CROSSFADE)).captions[0].start == HANDLE_FRAMES
    assert AnimaticScene(a_shot(transition=Transition.CUT)).captions[0].start == 0


def test_shot_types_differ_in_distance(photo: Path) -> None:
    wide, medium, close_up, product = (luma(a_shot(photo, shot_type=kind, script=""), 44) for kind in ShotType)

    assert difference(wide, close_up) > 5
    assert difference(wide, medium) > 5
    # Without a product to cut out, both are a card and differ in travel only.
    assert difference(medium, product) > 0.2


def test_damaged_and_missing_pictures_are_left_out(tmp_path: Path, photo: Path) -> None:
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(b"\x89PNG\r\n\x1a\nnothing else")

    with_damaged = luma(a_shot(damaged, tmp_path / "missing.jpg", photo), 10)

    assert np.array_equal(with_damaged, luma(a_shot(photo), 10))


def test_several_pictures_are_shown_one_after_the_other(sources: Sources) -> None:
    both = a_shot(*sources["two"], script="", frames=60)
    one = a_shot(*sources["photo"], script="", frames=60)

    assert np.array_equal(luma(both, 0), luma(one, 0))
    assert difference(luma(both, 50), luma(one, 50)) > 10


def test_a_video_is_shown_as_its_middle_frame(tmp_path: Path) -> None:
    clip = a_vendors_clip(tmp_path / "clip.mp4", size=(180, 320))

    shown = luma(a_shot(clip, script="", shot_type=ShotType.WIDE, format=SMALL), 10)

    columns = shown[40:120].mean(axis=0)
    assert columns[80:120].max() > columns[:40].max() + 50


def test_a_scene_without_a_script_shows_no_words_whatever_its_other_texts_say() -> None:
    assert AnimaticScene(a_shot(script="")).captions == ()


def test_a_scene_shows_three_pictures_and_names_those_that_it_does_not(tmp_path: Path) -> None:
    photos = [a_photo(tmp_path / f"{number}.png", (50, 50), number) for number in range(5)]
    photos[1].write_bytes(photos[1].read_bytes()[:100])

    scene = AnimaticScene(a_shot(*photos))

    assert len(scene.design.sources) == 3
    assert [part.picture for part in scene.not_drawn] == [photos[1], photos[4]]
    assert "cannot be decoded" in scene.not_drawn[0].reason


def test_a_scene_whose_words_cannot_be_set_is_drawn_without_them(
    tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no such glyph")

    monkeypatch.setattr("media.animatic.design.set_caption", broken)

    (left_out,) = draw_clip(a_shot(photo, frames=3), tmp_path / "clip.mp4")

    assert left_out.picture is None
    assert "no such glyph" in left_out.reason
    assert len(decoded_frames(tmp_path / "clip.mp4")) == 3 + HANDLE_FRAMES


def test_a_call_to_action_is_a_button(sources: Sources) -> None:
    plain = AnimaticScene(a_shot(*sources["product"], script="Buy it now"))
    button = AnimaticScene(a_shot(*sources["product"], script="Buy it now", scenario=Scenario.CTA))

    assert len(button.captions[-1].lines) == 1
    assert len(plain.captions[-1].lines) > 1


def test_encoding_keeps_what_is_drawn(tmp_path: Path, photo: Path) -> None:
    shot = a_shot(photo, frames=20)
    draw_clip(shot, tmp_path / "clip.mp4")

    shown = decoded_frames(tmp_path / "clip.mp4")[10][: shot.format.height]

    assert difference(shown, luma(shot, 10)) < 4


def test_a_still_is_a_png_of_the_films_size(tmp_path: Path, photo: Path) -> None:
    draw_still(a_shot(photo), tmp_path / "still.png")

    with Image.open(tmp_path / "still.png") as still:
        assert (still.format, still.mode, still.size) == ("PNG", "RGB", (TINY.width, TINY.height))
