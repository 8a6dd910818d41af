"""A film ends with a card on which logo and words can be read."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from domain.errors import InputRejected
from domain.film_format import HANDLE_FRAMES, FilmFormat
from domain.job.film.captions import CaptionLine
from domain.job.takes.left_out import Ingredient
from domain.ports.editor import CutClip, CutPlan, EndCard
from media import editor
from media.drawing.brand import accent_on, brand_palette, palette_of_pictures, parse_colours
from media.drawing.ground import choose_ground
from media.drawing.logo import open_logo
from media.drawing.palette import BLACK, MIN_CONTRAST, WHITE, Colour, contrast, text_colour_on
from media.drawing.yuv_planes import Canvas, planes_to_image
from media.editor import ProcessEditor
from media.end_card.card import LogoCard
from media.end_card.layout import safe_area
from media.end_card.picture_card import PictureCard
from media.end_card.render import draw_end_card
from media.video.cut_film import cut
from tests.unit.media.logos import a_logo
from tests.unit.media.material import SHAPES, TINY, FramePlanes, a_cut_clip, a_photo, a_vendors_clip, decoded_frames
from tests.unit.media.test_editor import crash

FRAMES = 30
NAVY: Colour = (10, 37, 64)
ORANGE: Colour = (255, 90, 31)
WORDS = {
    "Latin": "Order yours today",
    "Arabic": "اطلب الآن من متجرنا",
    "Hebrew": "הזמינו עכשיו באתר",
    "Japanese": "公式サイトで先行予約受付中",
    "Thai": "สั่งซื้อวันนี้",
    "Devanagari": "अभी ऑर्डर करें",
}


def drawn(card: LogoCard | PictureCard, format: FilmFormat, number: int = FRAMES - 1) -> Image.Image:
    canvas = Canvas(format.width, format.height)
    card.draw(canvas.planes, number)
    return planes_to_image(canvas.planes)


def a_card(
    format: FilmFormat, logo: Path | None = None, name: str = "", words: str = "", colours: tuple[Colour, ...] = (NAVY,)
) -> LogoCard:
    return LogoCard(format, FRAMES, open_logo(logo) if logo else None, name, words, colours, brand_palette(colours))


def covered(image: Image.Image, tolerance: int = 24) -> tuple[int, int, int, int]:
    """Return the box of all that is not the ground, which is nearly of one colour."""
    pixels = np.asarray(image, dtype=int)
    far = np.abs(pixels - pixels[4, 4]).max(axis=2) > tolerance
    rows, columns = np.nonzero(far.any(axis=1))[0], np.nonzero(far.any(axis=0))[0]
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#0a2540", "#ffc400", "#d7263d", "#1556d6", "#7a7a7a"])
@pytest.mark.parametrize("colours", [(), (NAVY, ORANGE), (ORANGE,), (WHITE,), ((127, 127, 127),)])
def test_a_transparent_logo_lies_on_a_ground_on_which_it_can_be_read(
    tmp_path: Path, colour: str, colours: tuple[Colour, ...]
) -> None:
    logo = open_logo(a_logo(tmp_path / "logo.png", colour))
    palette = brand_palette(colours or (NAVY,))

    ground = choose_ground(logo, colours, palette)

    for shown in (ground.near, ground.far):
        assert logo.contrast_on(shown) >= MIN_CONTRAST
        assert contrast(ground.ink, shown) >= MIN_CONTRAST
    assert contrast(text_colour_on(ground.accent), ground.accent) >= MIN_CONTRAST


def test_the_brands_first_colour_is_the_ground_if_the_logo_can_be_read_on_it(tmp_path: Path) -> None:
    white, dark = (open_logo(a_logo(tmp_path / f"{colour}.png", colour)) for colour in ("#ffffff", "#102a20"))
    palette = brand_palette((NAVY, ORANGE))

    on_navy, other = (choose_ground(logo, (NAVY, ORANGE), palette) for logo in (white, dark))

    assert max(abs(a - b) for a, b in zip(on_navy.near, NAVY, strict=True)) < 20
    assert min(other.near) > 180
    assert on_navy.accent == ORANGE


def test_a_logo_with_a_ground_of_its_own_keeps_it(tmp_path: Path) -> None:
    logo = open_logo(a_logo(tmp_path / "logo.png", "#ffffff", ground="#3050a0"))

    ground = choose_ground(logo, (ORANGE,), brand_palette((ORANGE,)))
    frame = drawn(a_card(SHAPES["1:1"], tmp_path / "logo.png"), SHAPES["1:1"])

    assert ground.near == ground.far == logo.own_ground == (0x30, 0x50, 0xA0)
    left, top, right, bottom = covered(frame)
    assert np.abs(np.asarray(frame, dtype=int)[(top + bottom) // 2, left - 3] - (0x30, 0x50, 0xA0)).max() <= 4
    assert right > left


def test_a_logo_on_a_photograph_is_shown_whole_as_a_card(tmp_path: Path) -> None:
    logo = open_logo(a_photo(tmp_path / "photo.png"))

    assert logo.framed
    assert not logo.lacks_words


def test_a_transparent_logo_that_shows_nothing_is_refused(tmp_path: Path) -> None:
    Image.new("RGBA", (200, 100), (255, 0, 0, 4)).save(tmp_path / "logo.png")

    with pytest.raises(InputRejected, match="shows nothing"):
        open_logo(tmp_path / "logo.png")


def test_only_a_logo_that_is_certainly_a_sign_alone_lacks_the_brands_name(tmp_path: Path) -> None:
    assert open_logo(a_logo(tmp_path / "sign.png", words=False)).lacks_words
    assert not open_logo(a_logo(tmp_path / "words.png")).lacks_words


@pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("words", [*WORDS.values(), "many words " * 18], ids=[*WORDS, "long"])
def test_all_of_a_card_is_within_the_safe_area(tmp_path: Path, format: FilmFormat, words: str) -> None:
    card = a_card(format, a_logo(tmp_path / "logo.png", words=False), "Brand", words)

    left, top, right, bottom = covered(drawn(card, format))

    safe, air = safe_area(format), 3
    assert left >= safe.left - air
    assert top >= safe.top - air
    assert right <= safe.right + air
    assert bottom <= safe.bottom + air
    if format.height > 1.5 * format.width:
        assert bottom <= 0.7 * format.height


def test_a_card_moves_and_ends_with_everything_on_it(tmp_path: Path) -> None:
    format = SHAPES["16:9"]
    card = a_card(format, a_logo(tmp_path / "logo.png"), words="Order yours today")

    early, late, last = (np.asarray(drawn(card, format, number), dtype=int) for number in (2, FRAMES - 4, FRAMES - 1))

    assert np.abs(last - late).mean() > 0
    assert np.abs(last - early).mean() > np.abs(last - late).mean()


def test_without_a_logo_the_card_has_the_brands_name() -> None:
    format = SHAPES["4:5"]

    left, _, right, _ = covered(drawn(a_card(format, None, "Morrow Coffee"), format))

    assert right - left > 0.4 * format.width


@pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
def test_a_supplied_card_is_shown_whole(format: FilmFormat) -> None:
    image = Image.new("RGB", (400, 300), (200, 30, 30))
    image.paste((30, 30, 200), (4, 4, 396, 296))

    left, top, right, bottom = covered(drawn(PictureCard(image, format, FRAMES), format), 90)

    assert (right - left) / (bottom - top) == pytest.approx(4 / 3, rel=0.06)
    assert right - left > 0.9 * format.width or bottom - top > 0.9 * format.height


def test_a_palette_has_the_brands_colours_as_they_are() -> None:
    palette = brand_palette(parse_colours(("#0A2540", "#FF5A1F", "#F4E9DA")))

    assert (palette.deep, palette.accent, palette.pale) == (NAVY, ORANGE, (0xF4, 0xE9, 0xDA))
    assert contrast(WHITE, palette.mid) >= MIN_CONTRAST


@pytest.mark.parametrize("colours", [(WHITE,), (BLACK,), (WHITE, BLACK), ((128, 128, 128),), ((0, 0, 255),), (ORANGE,)])
def test_any_colours_make_a_palette_that_words_can_be_read_on(colours: tuple[Colour, ...]) -> None:
    palette = brand_palette(colours)

    assert contrast(WHITE, palette.deep) >= MIN_CONTRAST
    assert contrast(WHITE, palette.mid) >= MIN_CONTRAST
    assert contrast(BLACK, palette.pale) >= MIN_CONTRAST


def test_an_accent_is_a_colour_that_is_seen_on_its_ground() -> None:
    assert accent_on(NAVY, [(12, 40, 70), ORANGE]) == ORANGE
    assert accent_on(WHITE, [WHITE, (250, 250, 250)]) == (250, 250, 250)


def test_grey_pictures_have_no_colours_to_take() -> None:
    grey, red = Image.new("RGB", (50, 50), (120, 120, 120)), Image.new("RGB", (50, 50), (190, 40, 40))

    assert palette_of_pictures([grey]) is None
    assert palette_of_pictures([grey, red]) is not None


@pytest.fixture
def clips(tmp_path: Path) -> tuple[CutClip, ...]:
    return tuple(a_cut_clip(tmp_path, f"s{number}", frames=90) for number in range(2))


def distance(one: FramePlanes, other: FramePlanes) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def test_the_films_last_frames_are_the_card_after_a_cross_fade(tmp_path: Path, clips: tuple[CutClip, ...]) -> None:
    card = EndCard(frames=FRAMES, words="Order")
    drawn_card = draw_end_card(card, TINY, tmp_path / "cache")

    cut(CutPlan(clips=clips, end_card=card), tmp_path / "film.mp4", TINY, tmp_path / "cache", drawn_card)

    film, shown = decoded_frames(tmp_path / "film.mp4"), decoded_frames(drawn_card)
    last = decoded_frames(clips[1].working)
    start = 180 - FRAMES
    assert len(film) == 180
    assert all(np.array_equal(film[90 + at], last[at]) for at in range(90 - FRAMES))
    assert all(np.array_equal(film[start + at], shown[at]) for at in range(HANDLE_FRAMES, FRAMES))
    assert distance(film[start], last[90 - FRAMES]) < distance(film[start], shown[0])
    assert distance(film[start + HANDLE_FRAMES - 1], shown[HANDLE_FRAMES - 1]) < distance(
        film[start + HANDLE_FRAMES - 1], last[90 - FRAMES + HANDLE_FRAMES - 1]
    )


async def test_a_film_that_is_cut_again_has_its_card_encoded_once(tmp_path: Path, clips: tuple[CutClip, ...]) -> None:
    logo = a_logo(tmp_path / "logo.png")
    plan = CutPlan(clips=clips, end_card=EndCard(frames=FRAMES, logo=logo, words="Order"))
    films = ProcessEditor(tmp_path / "cache")

    assert (await films.cut(plan, tmp_path / "one.mp4", TINY, lambda _: None)).left_out == ()
    before = {path.name: path.stat().st_ino for path in (tmp_path / "cache").iterdir()}
    await films.cut(plan, tmp_path / "two.mp4", TINY, lambda _: None)

    assert len(before) == 2  # the card, and the cross-fade into it
    assert {path.name: path.stat().st_ino for path in (tmp_path / "cache").iterdir()} == before
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


async def test_a_card_that_cannot_be_opened_makes_way_for_the_logo(tmp_path: Path, clips: tuple[CutClip, ...]) -> None:
    (tmp_path / "card.png").write_bytes(b"no picture" * 50)
    card = EndCard(frames=FRAMES, picture=tmp_path / "card.png", logo=a_logo(tmp_path / "logo.png"))

    result = await ProcessEditor(tmp_path / "cache").cut(
        CutPlan(clips=clips, end_card=card), tmp_path / "film.mp4", TINY, lambda _: None
    )

    (lost,) = result.left_out
    assert lost.what is Ingredient.END_CARD
    logo_card = draw_end_card(card.model_copy(update={"picture": None}), TINY, tmp_path / "cache")
    assert np.array_equal(decoded_frames(tmp_path / "film.mp4")[-1], decoded_frames(logo_card)[-1])


async def test_a_logo_that_cannot_be_opened_is_left_out_and_the_name_is_shown(
    tmp_path: Path, clips: tuple[CutClip, ...]
) -> None:
    (tmp_path / "logo.png").write_bytes(b"no picture" * 50)
    card = EndCard(frames=FRAMES, logo=tmp_path / "logo.png", name="Morrow")

    result = await ProcessEditor(tmp_path / "cache").cut(
        CutPlan(clips=clips, end_card=card), tmp_path / "film.mp4", TINY, lambda _: None
    )

    (lost,) = result.left_out
    assert lost.what is Ingredient.LOGO
    assert "logo.png" not in lost.reason  # its asset has a name that its client knows
    assert len(decoded_frames(tmp_path / "film.mp4")) == 180


async def test_no_card_costs_the_film(
    tmp_path: Path, clips: tuple[CutClip, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor, "draw_end_card", crash)
    card = EndCard(frames=FRAMES, logo=a_logo(tmp_path / "logo.png"))

    result = await ProcessEditor(tmp_path / "cache").cut(
        CutPlan(clips=clips, end_card=card), tmp_path / "film.mp4", TINY, lambda _: None
    )

    (lost,) = result.left_out
    assert "cannot be decoded" in lost.reason
    film, last = decoded_frames(tmp_path / "film.mp4"), decoded_frames(clips[1].working)
    assert all(np.array_equal(one, other) for one, other in zip(film[90:], last, strict=True))


def test_a_video_in_the_films_shape_plays_its_first_seconds(tmp_path: Path) -> None:
    video = a_vendors_clip(tmp_path / "card.mp4", size=(96, 160), frames=48)

    frames = decoded_frames(draw_end_card(EndCard(frames=FRAMES, picture=video), TINY, tmp_path / "cache"))

    assert len(frames) == FRAMES
    assert distance(frames[0], frames[-1]) > 1


@pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
def test_captions_that_go_on_are_below_the_cards_own_words(tmp_path: Path, format: FilmFormat) -> None:
    line = CaptionLine(text="still being said", begins=-20, ends=FRAMES + 20)
    card = EndCard(frames=FRAMES, logo=a_logo(tmp_path / "logo.png"), words=WORDS["Latin"])
    captioned = card.model_copy(update={"captions": (line,)})

    plain, other = (decoded_frames(draw_end_card(each, format, tmp_path)) for each in (card, captioned))

    luma = [np.asarray(frame)[: format.height].astype(int) for frame in (plain[-1], other[-1], other[FRAMES // 2])]
    captions = safe_area(format, above_captions=True).bottom
    for frame in luma[1:]:
        rows = np.nonzero((np.abs(frame - frame[4, 4]) > 60).any(axis=1))[0]
        assert rows[rows >= captions].size > 5
        gaps = np.diff(rows)
        assert gaps[np.searchsorted(rows, captions) - 1] > 4
    assert not np.nonzero((np.abs(luma[0] - luma[0][4, 4]) > 60).any(axis=1))[0][-1] > safe_area(format).bottom
