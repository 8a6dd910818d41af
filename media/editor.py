"""The editor of media files. Each piece of work has its own process, which a cancellation kills."""

import time
from datetime import timedelta
from pathlib import Path

from domain import timeouts
from domain.base import ReportProgress
from domain.deferred import Deferred
from domain.errors import GreenlightError, InputRejected, TakeLost, Transient
from domain.film_format import FilmFormat
from domain.job.sound.music import MusicBed
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.ports.editor import ClipFiles, CutPlan, CutResult, Editor, EndCard, MediaKind, Overlay, PreparedSpeech
from domain.ports.video_and_image import logo_asset
from media.bounded_process import BoundsExceeded, run_bounded
from media.isolation.answers import WorkError

TRANSITIONS_KEPT_FOR = timedelta(days=7)

# Decoders are imported by the processes that do the work, and never by the one that asks for it.
probe_file = Deferred[[Path], MediaKind]("media.decoding.files.probe:probe_file")
write_preview = Deferred[[Path, Path, int], None]("media.decoding.pictures.picture:write_preview")
write_last_frame = Deferred[[Path, Path, int, int], None]("media.video.last_frame:write_last_frame")
write_music = Deferred[[Path, Path, int, tuple[int, ...]], None]("media.music.in_time:write_music")
write_bed = Deferred[[MusicBed, tuple[int, ...], int, Path], None]("media.music.compose:write_bed")
prepare = Deferred[[Path, Path, int, FilmFormat, bool, Overlay | None], ClipFiles]("media.video.prepare_clip:prepare")
prepare_speech = Deferred[[Path, str, str, bool], PreparedSpeech]("media.speech.prepare_speech:prepare_speech")
draw_end_card = Deferred[[EndCard, FilmFormat, Path], Path]("media.end_card.render:draw_end_card")
cut = Deferred[[CutPlan, Path, FilmFormat, Path, Path | None], CutResult]("media.video.cut_film:cut")


_PREVIEW_SIDE = 64

_ADDED = {
    "label": Ingredient.LABEL,
    "speech": Ingredient.VOICE,
    "music": Ingredient.MUSIC,
    "end_card": Ingredient.END_CARD,
}
"""Fields of a plan without which a film can be cut, in the order in which they are tried to be left out."""

_HEARD = frozenset({Ingredient.VOICE, Ingredient.MUSIC})


class ProcessEditor(Editor):
    """Memory that a library keeps, and a library's crash, stay in the process that did the work."""

    def __init__(self, cache: Path) -> None:
        """`cache` is the directory of encoded transitions and cards: a re-cut encodes only those that changed."""
        self._cache = cache

    async def probe_file(self, path: Path) -> MediaKind:
        return await run_bounded(path.name, timeouts.DECODE, probe_file, path)

    async def preview(self, path: Path, into: Path, side: int) -> None:
        await run_bounded(path.name, timeouts.DECODE, write_preview, path, into, side)

    async def last_frame(self, clip: Path, into: Path, frames: int, side: int) -> None:
        try:
            await run_bounded(clip.name, timeouts.rendering(frames), write_last_frame, clip, into, frames, side)
        except GreenlightError:
            raise
        except Exception as error:  # whatever its decoder raises
            raise InputRejected(f"{clip.name}: {_reason(error)}") from error

    async def prepare(
        self, original: Path, folder: Path, frames: int, format: FilmFormat, overlay: Overlay | None = None
    ) -> ClipFiles:
        if overlay and overlay.logo and (why := await _damage(overlay.logo, folder / "logo.preview")):
            lost = LeftOut(what=Ingredient.LOGO, reason=why, asset=logo_asset(overlay.logo))
            plain = overlay.model_copy(update={"logo": None})
            files = await self.prepare(original, folder, frames, format, plain)
            return files.model_copy(update={"not_drawn": (*files.not_drawn, lost)})
        name, seconds = original.name, timeouts.rendering(frames)
        try:
            return await run_bounded(name, seconds, prepare, original, folder, frames, format, True, overlay)
        except Exception as error:
            if isinstance(error, GreenlightError) and not isinstance(error, BoundsExceeded):
                raise
            # It may be the decoder of its sound that crashes, or does not end: no clip loses its picture for that.
            try:
                silent = await run_bounded(name, seconds, prepare, original, folder, frames, format, False, overlay)
            except Exception:
                if overlay is None:
                    raise
            else:
                return silent.model_copy(update={"sound_error": _reason(error)})
            # Nor does it for what is drawn into it.
            undrawn = await self.prepare(original, folder, frames, format)
            return undrawn.model_copy(update={"not_drawn": _undrawn(overlay, _reason(error, "drawn"))})

    async def prepare_speech(self, folder: Path, text: str, language: str) -> PreparedSpeech:
        try:
            return await run_bounded("the recording", timeouts.DECODE, prepare_speech, folder, text, language, True)
        except Exception as error:
            if isinstance(error, GreenlightError) and not isinstance(error, BoundsExceeded):
                raise
            # It may be the search for words that crashes, or does not end: no line is lost for that.
            return await run_bounded("the recording", timeouts.DECODE, prepare_speech, folder, text, language, False)

    async def cut(self, plan: CutPlan, out: Path, format: FilmFormat, progress: ReportProgress) -> CutResult:
        playable, unusable = await _make_music(plan, out.with_suffix(".music.wav"))
        plan = plan.model_copy(update={"music": playable})
        card, without = await self._draw_end_card(plan.end_card, format)
        result = await self._cut(plan, out, format, card, without)
        progress(1.0)
        music = (LeftOut(what=Ingredient.MUSIC, reason=reason) for reason in unusable)
        return result.model_copy(update={"left_out": (*music, *result.left_out, *without)})

    async def _cut(
        self, plan: CutPlan, out: Path, format: FilmFormat, card: Path | None, without: list[LeftOut]
    ) -> CutResult:
        """Cut the plan. If that fails in a way that nobody expects, it may be for something that is added to the
        footage: one after the other is left out, then all of them. What is left out is noted in `without`."""
        added, seconds = [part for part in _ADDED if getattr(plan, part)], timeouts.rendering(plan.frames)
        why: Exception | None = None
        for parts in dict.fromkeys([(), *((part,) for part in added), tuple(added)]):
            plainer = plan.model_copy(update={part: CutPlan.model_fields[part].default for part in parts})
            try:
                result = await run_bounded(out.name, seconds, _cut, plainer, out, format, self._cache, card)
            except (Transient, TakeLost):
                raise
            except Exception as error:
                why = why or error
                continue
            if why:
                for what in (_ADDED[part] for part in parts):
                    reason = _reason(why, "played" if what in _HEARD else "drawn")
                    without.append(LeftOut(what=what, reason=reason))
            return result
        assert why is not None
        raise why

    async def _draw_end_card(self, card: EndCard | None, format: FilmFormat) -> tuple[Path | None, list[LeftOut]]:
        """Return the card as a clip, and what it lacks. Whatever its files do to their decoders, the film is cut.

        Instead of a picture that cannot be shown there is the logo, and instead of a logo the brand's name.
        """
        without = list[LeftOut]()
        while card is not None:
            try:
                drawn = await run_bounded(
                    "it", timeouts.rendering(card.frames), draw_end_card, card, format, self._cache
                )
            except Transient:
                raise
            except Exception as error:
                lost = Ingredient.LOGO if card.logo and not card.picture else Ingredient.END_CARD
                file = card.picture or card.logo
                reason = _reason(error, "drawn").removeprefix(f"{file.name} " if file else "")
                without.append(LeftOut(what=lost, reason=reason))
                card = _plainer(card)
            else:
                return drawn, without
        return None, without


def _plainer(card: EndCard) -> EndCard | None:
    """Return the card without its picture, else without its logo; None if nothing is left that may be the reason."""
    if card.picture is not None:
        plainer = card.model_copy(update={"picture": None})
    elif card.logo is not None:
        plainer = card.model_copy(update={"logo": None})
    elif card.pictures:
        return card.model_copy(update={"pictures": ()})
    else:
        return None
    return plainer if plainer.logo or plainer.name or plainer.words else None


async def _make_music(plan: CutPlan, into: Path) -> tuple[Path | None, tuple[str, ...]]:
    """Write the client's music, or the bed, as a WAV as long as the film, in a process of its own.

    Return it, and why there is none, if so. Whatever music does to its decoder, it does not do to the film.
    """
    seconds, frames = timeouts.DECODE_MUSIC.total_seconds(), plan.frames
    try:
        if plan.music is not None:
            await run_bounded("it", seconds, write_music, plan.music, into, frames, plan.cuts)
        elif plan.bed is not None:
            await run_bounded("the music bed", seconds, write_bed, plan.bed, plan.cuts, frames, into)
        else:
            return None, ()
    except Transient:
        raise
    except Exception as error:  # whatever its decoder, or our composer, raises
        return None, (_reason(error, "decoded" if plan.music else "composed"),)
    return into, ()


def _undrawn(overlay: Overlay, reason: str) -> tuple[LeftOut, ...]:
    captions = [LeftOut(what=Ingredient.CAPTIONS, reason=reason)] if overlay.captions else []
    logo = [LeftOut(what=Ingredient.LOGO, reason=reason, asset=logo_asset(overlay.logo))] if overlay.logo else []
    return (*captions, *logo)


async def _damage(logo: Path, preview: Path) -> str | None:
    """Return what a logo does to its decoder that the clip would suffer from, if anything."""
    try:
        await run_bounded("it", timeouts.DECODE, write_preview, logo, preview, _PREVIEW_SIDE)
    except BoundsExceeded as error:
        return error.message
    except InputRejected:
        return None  # which drawing leaves out by itself
    return None


def _reason(error: Exception, done: str = "decoded") -> str:
    if isinstance(error, GreenlightError):
        return error.message
    return f"it cannot be {done} ({error.kind if isinstance(error, WorkError) else type(error).__name__})"


def _cut(plan: CutPlan, out: Path, format: FilmFormat, cache: Path, card: Path | None) -> CutResult:
    cache.mkdir(parents=True, exist_ok=True)
    oldest = time.time() - TRANSITIONS_KEPT_FOR.total_seconds()
    for transition in cache.iterdir():
        if transition.stat().st_mtime < oldest:
            transition.unlink(missing_ok=True)
    return cut(plan, out, format, cache, card)
