"""Frames of a film as timecode."""

import pytest

from domain.film_format import timecode


@pytest.mark.parametrize(
    ("frame", "shown"),
    [(0, "00:00:00:00"), (29, "00:00:00:29"), (30, "00:00:01:00"), (102, "00:00:03:12"), (108_000, "01:00:00:00")],
)
def test_a_frame_is_shown_as_timecode_at_30_frames_in_a_second(frame: int, shown: str) -> None:
    assert timecode(frame) == shown
