"""The editor's processes: what happens in one of them does not happen to the film."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

import pytest

from domain import timeouts
from domain.film_format import HANDLE_FRAMES, FilmFormat
from domain.job.film.captions import CaptionLine
from domain.job.sound.music import MusicBed
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.ports.editor import ClipFiles, CutPlan, CutResult, EndCard, Overlay, SpokenSound
from media import editor
from media.audio.pcm import write_wave
from media.editor import ProcessEditor
from media.video.cut_film import cut as cut_film
from media.video.prepare_clip import prepare
from tests.unit.media.logos import a_logo
from tests.unit.media.material import TINY, a_cut_clip, a_vendors_clip, decoded_frames, left_channel, tone

FRAMES = 10


def crash(*_: object) -> None:
    """Die as a process does when a decoder writes where it may not."""
    os.abort()


def crash_on_sound(
    original: Path, folder: Path, frames: int, format: FilmFormat, with_sound: bool, overlay: Overlay | None
) -> ClipFiles:
    """Die as a process does whose decoder of sound writes where it may not."""
    if with_sound:
        os.abort()
    return prepare(original, folder, frames, format, with_sound, overlay)


def stumble_on_sound(
    original: Path, folder: Path, frames: int, format: FilmFormat, with_sound: bool, overlay: Overlay | None
) -> ClipFiles:
    """Raise what nobody expects of sound."""
    if with_sound:
        raise ZeroDivisionError
    return prepare(original, folder, frames, format, with_sound, overlay)


async def cut(
    folder: Path, music: Path | None, label: str | None = None, bed: MusicBed | None = None
) -> tuple[LeftOut, ...]:
    """Cut a silent film with that music; return what was left out."""
    clip = a_cut_clip(folder, "silent", frames=FRAMES)
    out = folder / "film.mp4"
    plan = CutPlan(clips=(clip,), music=music, bed=bed, label=label)
    return (await ProcessEditor(folder / "cache").cut(plan, out, TINY, lambda _: None)).left_out


async def test_music_is_heard_in_a_film(tmp_path: Path) -> None:
    write_wave(tmp_path / "music.wav", [tone(FRAMES + HANDLE_FRAMES, amplitude=9_000)])

    assert await cut(tmp_path, tmp_path / "music.wav") == ()

    assert abs(left_channel(tmp_path / "film.mp4")).max() > 0.01


BED = MusicBed(name="a bed", style="warm", tempo=90, seed=1)


def stumble_in_composing(*_: object) -> None:
    """Raise what nobody expects of our own composer."""
    raise ZeroDivisionError


async def test_a_bed_is_heard_in_a_film(tmp_path: Path) -> None:
    assert await cut(tmp_path, None, bed=BED) == ()
    assert abs(left_channel(tmp_path / "film.mp4")).max() > 0.01


async def test_a_bed_that_cannot_be_composed_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "write_bed", stumble_in_composing)

    (left_out,) = await cut(tmp_path, None, bed=BED)

    assert left_out == LeftOut(what=Ingredient.MUSIC, reason="it cannot be composed (ZeroDivisionError)")
    assert abs(left_channel(tmp_path / "film.mp4")).max() == 0


async def test_music_that_crashes_its_decoder_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "write_music", crash)

    (left_out,) = await cut(tmp_path, tmp_path / "music.wav")

    assert "cannot be decoded" in left_out.reason
    assert abs(left_channel(tmp_path / "film.mp4")).max() == 0


async def test_music_that_takes_too_long_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeouts, "DECODE_MUSIC", timedelta(seconds=0))

    (left_out,) = await cut(tmp_path, tmp_path / "music.wav")

    assert left_out.reason == "it cannot be decoded within 0 s; send a smaller file"


async def test_music_that_is_no_music_is_left_out_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "music.mp3").write_bytes(b"no music at all" * 100)

    (left_out,) = await cut(tmp_path, tmp_path / "music.mp3")

    assert "cannot be opened as music" in left_out.reason


async def test_a_label_that_cannot_be_drawn_is_left_out_of_the_film(tmp_path: Path) -> None:
    (left_out,) = await cut(tmp_path, None, label="wider than the film " * 200)

    assert (left_out.what, left_out.reason) == (Ingredient.LABEL, "it cannot be drawn (ValueError)")
    assert await ProcessEditor(tmp_path / "cache").probe_file(tmp_path / "film.mp4")


@pytest.mark.parametrize(("work", "why"), [(crash_on_sound, "crashes"), (stumble_on_sound, "ZeroDivisionError")])
async def test_a_clip_whose_sound_fails_in_an_unexpected_way_keeps_its_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[..., ClipFiles], why: str
) -> None:
    monkeypatch.setattr(editor, "prepare", work)
    clip = a_vendors_clip(tmp_path / "clip.mp4", sound=tone(60))

    files = await ProcessEditor(tmp_path / "cache").prepare(clip, tmp_path, FRAMES, TINY)

    assert len(decoded_frames(files.working)) == FRAMES
    assert files.sound is None
    assert files.sound_error is not None
    assert why in files.sound_error


def crash_on_speech(plan: CutPlan, out: Path, format: FilmFormat, cache: Path, card: Path | None) -> CutResult:
    """Die as a process does whose filters write where they may not."""
    if plan.speech:
        os.abort()
    return cut_film(plan, out, format, cache, card)


async def test_speech_that_crashes_what_plays_it_does_not_cost_the_film_its_music(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor, "_cut", crash_on_speech)
    write_wave(tmp_path / "music.wav", [tone(FRAMES + HANDLE_FRAMES, amplitude=9_000)])
    clip, line = a_cut_clip(tmp_path, "silent", frames=FRAMES), tmp_path / "line.wav"
    speech = (SpokenSound(speech=UUID(int=1), sound=line, begins=0, pace=1),)
    plan = CutPlan(clips=(clip,), music=tmp_path / "music.wav", speech=speech)

    result = await ProcessEditor(tmp_path / "cache").cut(plan, tmp_path / "film.mp4", TINY, lambda _: None)

    (left_out,) = result.left_out
    assert left_out.what is Ingredient.VOICE
    assert "crashes" in left_out.reason
    assert abs(left_channel(tmp_path / "film.mp4")).max() > 0.01


async def test_a_logo_that_crashes_its_decoder_is_left_out_of_the_clip_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor, "write_preview", crash)
    clip, asset = a_vendors_clip(tmp_path / "clip.mp4"), uuid5(NAMESPACE_OID, "logo")
    overlay = Overlay(logo=a_logo(tmp_path / f"logo-{asset}.png").rename(tmp_path / f"logo-{asset}"))

    files = await ProcessEditor(tmp_path / "cache").prepare(clip, tmp_path, FRAMES, TINY, overlay)

    (lost,) = files.not_drawn
    assert (lost.what, lost.asset) == (Ingredient.LOGO, asset)
    assert "crashes" in lost.reason
    assert len(decoded_frames(files.working)) == FRAMES


def crash_on_overlay(
    original: Path, folder: Path, frames: int, format: FilmFormat, with_sound: bool, overlay: Overlay | None
) -> ClipFiles:
    """Die as a process does that draws where it may not."""
    if overlay is not None:
        os.abort()
    return prepare(original, folder, frames, format, with_sound, overlay)


async def test_a_clip_does_not_lose_its_picture_or_sound_for_what_is_drawn_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor, "prepare", crash_on_overlay)
    clip = a_vendors_clip(tmp_path / "clip.mp4", sound=tone(60))
    overlay = Overlay(captions=(CaptionLine(text="words", begins=0, ends=FRAMES),))

    files = await ProcessEditor(tmp_path / "cache").prepare(clip, tmp_path, FRAMES, TINY, overlay)

    (lost,) = files.not_drawn
    assert lost.what is Ingredient.CAPTIONS
    assert "crashes" in lost.reason
    assert files.sound is not None
    assert len(decoded_frames(files.working)) == FRAMES


def stumble_on_the_card(plan: CutPlan, out: Path, format: FilmFormat, cache: Path, card: Path | None) -> CutResult:
    """Raise what nobody expects of a card."""
    if plan.end_card:
        raise ZeroDivisionError
    return cut_film(plan, out, format, cache, card)


async def test_a_card_that_cannot_be_cut_into_the_film_costs_it_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor, "_cut", stumble_on_the_card)
    write_wave(tmp_path / "music.wav", [tone(90 + HANDLE_FRAMES, amplitude=9_000)])
    clip, out = a_cut_clip(tmp_path, "silent", frames=90), tmp_path / "film.mp4"
    plan = CutPlan(clips=(clip,), music=tmp_path / "music.wav", end_card=EndCard(frames=30, name="Acme"), label="AI")

    result = await ProcessEditor(tmp_path / "cache").cut(plan, out, TINY, lambda _: None)

    (left_out,) = result.left_out
    assert (left_out.what, left_out.reason) == (Ingredient.END_CARD, "it cannot be drawn (ZeroDivisionError)")
    assert abs(left_channel(out)).max() > 0.01
