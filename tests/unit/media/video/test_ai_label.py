"""The visible label of a film that is made by AI."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from domain.film_format import AspectRatio, FilmFormat, Resolution
from domain.ports.editor import CutPlan
from media.animatic.camera import SceneVariation
from media.animatic.layout import Look, lay_out
from media.video.ai_label import Label, make_label
from media.video.cut_film import cut
from tests.unit.media.material import FramePlanes, a_cut_clip, decoded_frames, size_frames_seconds

FORMATS = [FilmFormat.of(*each) for each in product(AspectRatio, Resolution)]
SMALL = FilmFormat(width=360, height=640)
LONGEST = "Создано с помощью ИИ"
CAPTION_PAD = 30


@pytest.mark.parametrize("format", FORMATS, ids=str)
def test_the_label_is_within_the_margins_that_every_screen_shows(format: FilmFormat) -> None:
    label = make_label(LONGEST, format)

    assert 0.049 * format.width <= label.left
    assert label.left + label.width <= 0.9 * format.width
    assert 0.049 * format.height <= label.top


@pytest.mark.parametrize("format", FORMATS, ids=str)
def test_the_label_covers_no_place_of_captions(format: FilmFormat) -> None:
    label, pad = make_label(LONGEST, format), int(CAPTION_PAD * min(format.width, format.height) / 1080) & ~1
    texts = [lay_out(look, format, SceneVariation.of(seed)).text for look in Look for seed in range(2)]

    assert [box for box in texts if box.top + pad < label.top + label.height] == []


@pytest.mark.parametrize("below", [16, 120, 235], ids=["black", "grey", "white"])
def test_the_label_is_legible_on_any_ground(below: int) -> None:
    label = make_label("AI-generated", FORMATS[0])

    drawn = label.y * label.alpha + below * (1 - label.alpha)

    assert drawn.max() - np.median(drawn) > 100
    assert (drawn > 200).mean() > 0.1


def test_words_of_any_script_fit_into_the_label() -> None:
    labels = [make_label(words, FORMATS[0]) for words in ("AI生成", "สร้างด้วย AI", "مولد بالذكاء الاصطناعي", LONGEST)]

    assert {label.height for label in labels} == {labels[0].height}
    assert all(_is_clear_at_the_edges(label) for label in labels)


def _is_clear_at_the_edges(label: Label) -> bool:
    """Whether no ink touches the upper or lower edge."""
    return bool(label.y[:2].max() < 30 and label.y[-2:].max() < 30)


def test_a_labelled_film_differs_from_the_film_in_its_corner_alone(tmp_path: Path) -> None:
    clips = [a_cut_clip(tmp_path, name, frames=20, format=SMALL) for name in ("one", "two")]
    cut(CutPlan(clips=tuple(clips)), tmp_path / "plain.mp4", SMALL)
    cut(CutPlan(clips=tuple(clips), label="AI-generated"), tmp_path / "labelled.mp4", SMALL)

    plain, labelled = (decoded_frames(tmp_path / f"{name}.mp4") for name in ("plain", "labelled"))

    assert size_frames_seconds(tmp_path / "labelled.mp4") == size_frames_seconds(tmp_path / "plain.mp4")
    label = make_label("AI-generated", SMALL)
    for one, other in zip(plain, labelled, strict=True):
        change = np.abs(_luma(one) - _luma(other))
        corner = change[label.top : label.top + label.height, label.left : label.left + label.width].copy()
        change[label.top : label.top + label.height, label.left : label.left + label.width] = 0
        assert corner.mean() > 15
        assert change.mean() < 2


def _luma(frame: FramePlanes) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return frame[: SMALL.height].astype(np.float32)
